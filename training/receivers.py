"""What this room does when its own lower subjects announce something."""

from django.db import transaction
from django.dispatch import receiver

from curriculum.lessons.versions import chooses_versions
from curriculum.signals import attempt_marked, package_completed
from training.cohorts.confirmation import confirm_if_filled
from training.examinations.services import take_over_mark
from training.materials.queries import version_for
from training.materials.services import pin_lessons
from training.mentoring.services import (
    assign_mentor,
    close_calendar,
    create_calendar,
    end_mentorship,
    recompute_calendar,
)
from training.nominations import plan_items  # noqa: F401 - adds its finding to the eligibility
from training.obligations import nominating  # noqa: F401 - adds its finding, and its criterion of priority
from training.obligations.services import recompute_obligations
from training.results.services.packages import take_over_score
from training.rotation.following import follow_units
from training.scheduling import cover  # noqa: F401 - adds its finding to the eligibility
from training.scheduling.drafts.following import follow_in_drafts
from training.signals import (
    class_cancelled,
    class_opened,
    comparison_asked,
    contact_confirmed,
    contact_submitted,
    duties_changed,
    enrolment_confirmed,
    form_submitted,
    meetings_written,
    mentorship_changed,
    obligations_to_reckon,
    plan_run_asked,
    posting_closed,
    posting_extended,
    posting_facts_changed,
    posting_recorded,
    posting_started,
    results_amended,
    results_recognised,
    units_reorganised,
)

AT_ONCE = 200  # beyond so many people, or when it may concern everybody, it is work for the background

chooses_versions(version_for)


@receiver(class_opened)
def let_the_class_read_todays_versions(training_class, **kwargs) -> None:
    pin_lessons(training_class)


@receiver(enrolment_confirmed)
def confirm_the_class_when_filled(enrolment, **kwargs) -> None:
    confirm_if_filled(enrolment.training_class)


@receiver(posting_recorded)
def make_the_calendar_and_name_the_mentor(posting, mentor, mentor_note, by, **kwargs) -> None:
    create_calendar(posting)
    if mentor is not None:
        assign_mentor(posting, mentor, note=mentor_note, by=by)


@receiver(units_reorganised)
def let_postings_go_on_in_the_new_units(effective_on, by, **kwargs) -> None:
    follow_units(effective_on=effective_on, by=by)


@receiver(posting_extended)
def move_the_calendar(posting, **kwargs) -> None:
    recompute_calendar(posting)


@receiver(posting_closed)
def end_the_mentorship_and_close_the_calendar(posting, by, **kwargs) -> None:
    close_calendar(posting)  # first: what is no longer due is not kept by the mentor to finish
    for mentorship in posting.mentorships.current():
        end_mentorship(mentorship, on=posting.ended_on, by=by)


@receiver(duties_changed)
def reckon_what_they_must_complete(people, **kwargs) -> None:
    if people is not None and len(people) <= AT_ONCE:
        recompute_obligations(people)
    else:
        from training.tasks import recompute_obligations as recompute_all  # importable once every app is ready

        recompute_all.delay()


@receiver(results_recognised)
def reckon_what_the_class_met(training_class, **kwargs) -> None:
    recompute_obligations(training_class.enrolments.values_list("person", flat=True))


@receiver(results_amended)
def reckon_what_the_further_decision_met(enrolment, **kwargs) -> None:
    recompute_obligations([enrolment.person_id])


@receiver(meetings_written)
def let_drafts_follow_the_published_timetable(classes, **kwargs) -> None:
    follow_in_drafts(classes)


@receiver(class_cancelled)
def let_drafts_drop_the_cancelled_class(training_class, **kwargs) -> None:
    follow_in_drafts([training_class.pk])


@receiver(obligations_to_reckon)
def reckon_in_the_background(run, **kwargs) -> None:
    from training.tasks import reckon_obligations  # importable once every app is ready

    reckon_obligations.delay(run.pk)


@receiver(plan_run_asked)
def plan_in_the_background(run, **kwargs) -> None:
    from training.tasks import plan_timetable  # importable once every app is ready

    plan_timetable.delay(run.pk)


@receiver(comparison_asked)
def compare_in_the_background(run, **kwargs) -> None:
    from training.tasks import compare_works  # importable once every app is ready

    compare_works.delay(run.pk)


@receiver(attempt_marked)
def write_the_mark_of_the_sitting(attempt, reason, by, **kwargs) -> None:
    take_over_mark(attempt, reason=reason, by=by)


@receiver([contact_submitted, contact_confirmed])
def hold_the_log_against_the_rules(contact, **kwargs) -> None:
    _look_at_flags([contact.mentorship.posting_id])


@receiver(form_submitted)
def hold_the_form_against_the_rules(form, **kwargs) -> None:
    _look_at_flags([form.posting_id])


@receiver(mentorship_changed)
def hold_all_of_the_mentor_against_the_rules(mentorship, **kwargs) -> None:
    """One official more or less may concern the others whom the mentor guides."""
    others = mentorship.mentor.mentorships.current().values_list("posting", flat=True)
    _look_at_flags({mentorship.posting_id, *others})


@receiver(posting_started)
def hold_the_new_posting_against_the_rules(posting, **kwargs) -> None:
    _look_at_flags([posting.pk])


@receiver([posting_extended, posting_closed])
def hold_the_changed_posting_against_the_rules(posting, **kwargs) -> None:
    transaction.on_commit(lambda: _look_at_flags([posting.pk]))


@receiver(posting_facts_changed)
def hold_the_postings_against_the_rules(postings, **kwargs) -> None:
    _look_at_flags(postings)


def _look_at_flags(postings) -> None:
    from training.tasks import look_at_flags  # importable once every app is ready

    look_at_flags.delay(sorted(postings))


@receiver(package_completed)
def write_the_mark_of_the_package(registration, **kwargs) -> None:
    take_over_score(registration)
