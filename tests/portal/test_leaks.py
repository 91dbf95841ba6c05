"""What was said in confidence is read by whoever may, and stands nowhere else.

Words that nobody would write by chance are planted in every confidential place of a term, once for the module. Then
everybody of the cast, a leader of the Committee and a link officer open the pages that know of postings, take out the
lists, search for the words, read their notices and their feed and take their own data along. Who met a word must be
exactly who may read it: a reader who does not meet his word fails as well, so that the test cannot go blind. Who may
open which page at all stands in the truth table.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pypdf
import pytest

from django.core import mail
from django.db import transaction
from django.db.models import CharField, JSONField, TextField
from django.test import Client, TestCase
from django.urls import reverse

from wagtail.models import ModelLogEntry, PageLogEntry

from curriculum.clock.time import now, set_to, today
from portal.calendar.services import open_feed, token_of
from portal.notifications.mail import gather, gather_digests, send
from portal.notifications.models import Delivery, Notice
from portal.records.takeout.services import ask_for_takeout, make_takeout
from tests.cast import MEMBERS, Cast
from tests.factories.training import (
    MentorFactory,
    MentorshipFactory,
    PersonFactory,
    PostingFactory,
    RoleGrantFactory,
    UserFactory,
    user_with_role,
)
from tests.portal.test_truth_table import GET_PAGES, confirmed_review
from training.mentoring.definitions import fingerprint
from training.mentoring.diary.services import save_entry, share_entry
from training.mentoring.flags.services import acknowledge_flag, assign_flag, close_flag, raise_flag
from training.mentoring.panels.services import conclude, convene_panel
from training.mentoring.reference import load_competencies, load_forms
from training.mentoring.services import confirm_contact, create_calendar, save_contact_draft, submit_contact
from training.models import (
    AccessEvent,
    ActionPoint,
    FollowUp,
    FormRevision,
    FormSignature,
    MentoringContact,
    MentorReviewRevision,
    Mentorship,
    Posting,
    Role,
    Survey,
    SurveyComment,
    TermForm,
)

COMMITTEE = {"committee_officer", "committee_leader"}
# The word planted, and who may read it (mentoring.md §4 "Who signs what", §6; rules.md §10).
READERS = {
    "BIMAT-R10": COMMITTEE,
    "BIMAT-GHICHU-R10": COMMITTEE,
    "BIMAT-GIAO-R10": COMMITTEE,
    "BIMAT-R13": {"committee_leader"},
    "BIMAT-GHICHU-R13": {"committee_leader"},
    "BIMAT-KETQUA-R13": {"committee_leader"},
    "BIMAT-LONGAI": {"auditor"} | COMMITTEE,
    "BIMAT-QHCB": {"young_official"} | COMMITTEE,
    "BIMAT-QHHD": {"mentor"} | COMMITTEE,
    "BIMAT-SOBUOI": {"young_official", "mentor"},
    "BIMAT-VIEC": {"young_official", "mentor"},
    "BIMAT-NHAP": {"mentor"},
    "BIMAT-NHATKY": {"young_official"},
    "BIMAT-CHIASE": {"young_official", "mentor"},
    "BIMAT-YKIEN": COMMITTEE,
    "BIMAT-TUSOAT": {"mentor"} | COMMITTEE,
    "BIMAT-THEODOI": {"young_official"} | COMMITTEE,
}
EVERYBODY = [*MEMBERS, "committee_leader", "link_officer"]
# No duty leads them to the term: they try two doors, search, and read what is sent to them.
OUTSIDE = {"trainee", "chairman", "unit_officer", "lecturer", "registrar", "signatory", "editor", "stranger"}
DOORS = {"mentor:form", "mentor:posting"}
TRIED = DOORS | {"mentor:contact", "mentor:diary_page", "mentor:flag", "mentor:profile"}
# What the leader reads beyond his officers, and one page for each word that both read.
OF_LEADERS = {"mentor:form", "office:flag", "office:flags", "office:mentor_review", "office:survey_words"}
# Pages that know of a term, without those that act once upon what another page shows in the same words.
NEAR = (
    "mentor:",
    "office:flag",
    "office:handovers",
    "office:mentor",
    "office:panel",
    "office:person",
    "office:placements",
    "office:posting",
    "office:survey",
    "office:term_forms",
    "office:without_mentor",
    "records:",
    "trainee:record",
)
ACTS = (
    "mentor:handover_begin",
    "mentor:signing_code",
    "office:flag_acknowledge",
    "office:flag_escalate",
    "office:mentor_enter",
    "office:mentor_keep",
    "office:mentor_limit",
    "office:mentor_suspend",
    "office:mentor_take",
    "office:mentor_training",
    "office:mentoring_quarter",
    "office:panel_con",
    "office:posting_",
    "records:takeouts",
)
LISTS = ("flags", "mentor_reviews", "mentors", "postings", "surveys", "term_forms")


@pytest.fixture(scope="module")
def term(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """A term with the words in it, for the whole module; it is rolled back with it."""
    with django_db_blocker.unblock(), set_to(datetime(2026, 11, 23, 15, 0)), transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            made = plant(Cast())
        review_quarter(made)  # after what listens has reckoned: no point of the scale is a word
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _november():
    with set_to(datetime(2026, 11, 23, 15, 0)):
        yield


def plant(cast: Cast) -> SimpleNamespace:
    load_competencies()
    load_forms()
    people = cast.everybody()
    leader = UserFactory(username="lanhdao", email="lanhdao@coso.example")
    RoleGrantFactory(user=leader, role=Role.COMMITTEE_LEADER)
    people |= {"committee_leader": leader, "link_officer": user_with_role("link_officer", unit=cast.department)}
    posting = cast.posting
    forms = create_calendar(posting)
    health, complaint, past, concern = raise_flags(posting, cast, leader)
    contacts = [hold_contact(cast), draft_contact(cast)]
    survey = Survey.objects.create(
        form=next(form for form in forms if form.code == "F7"), status="closed", opens_on=today(), closes_on=today()
    )
    SurveyComment.objects.create(survey=survey, question="q1", text="BIMAT-YKIEN")
    review = confirmed_review(cast)
    reviewed = MentorReviewRevision.objects.get(review=review)
    reviewed.answers["what_helped"] = "BIMAT-TUSOAT"
    reviewed.save()
    private, shared = keep_diary(posting, cast)
    ended = follow_up(cast)
    panel = convene_panel(name="Hội nghị", held_on=today(), postings=[posting], by=cast.committee_officer)
    conclude(panel.items.get(), conclusion="continue", by=cast.committee_officer)
    return SimpleNamespace(
        people=people,
        keys={
            "contact": [contact.key for contact in contacts],
            "diary": [private.key, shared.key],
            "flag": [flag.pk for flag in (health, complaint, past, concern)],
            "followed_up": [ended.pk],
            "form": [next(form.pk for form in forms if form.code == "F3")],
            "guide": [cast.mentor.person.mentor.pk],
            "panel": [panel.pk],
            "person": [posting.person_id],
            "posted": [posting.person_id],
            "posting": [posting.pk],
            "review": [review.pk],
            "survey_done": [survey.form_id],
            "survey_form": [survey.form_id],
        },
        restricted={health.pk: COMMITTEE, complaint.pk: {"committee_leader"}, past.pk: {"committee_leader"}},
    )


def raise_flags(posting: Posting, cast: Cast, leader):
    health = raise_flag(posting, "R10", words="BIMAT-R10", by=cast.committee_officer)
    acknowledge_flag(health, note="BIMAT-GHICHU-R10", by=cast.committee_officer)
    assign_flag(health, to=leader, due_on=today(), note="BIMAT-GIAO-R10", by=leader)
    past = raise_flag(posting, "R13", document="BIMAT-R13", by=leader)
    acknowledge_flag(past, note="BIMAT-GHICHU-R13", by=leader)
    close_flag(past, result="BIMAT-KETQUA-R13", by=leader)
    complaint = raise_flag(posting, "R13", document="BIMAT-R13", by=leader)
    return health, complaint, past, raise_flag(posting, "R9", words="BIMAT-LONGAI", by=cast.mentor)


def hold_contact(cast: Cast):
    written = dict.fromkeys(("topics", "mentor_feedback", "support_needed", "observations"), "BIMAT-SOBUOI")
    answers = written | {
        "happened_at": (now() - timedelta(days=2)).isoformat(),
        "duration_minutes": 45,
        "kind": "meeting",
        "participants": "Hai bên",
        "competencies": ["C3"],
        "next_on": today() + timedelta(days=30),
        "action_points": [{"text": "BIMAT-VIEC"}],
        "concern_level": 1,
    }
    saved = save_contact_draft(cast.mentorship, answers, key=uuid4(), base_version=0, by=cast.mentor)
    return confirm_contact(submit_contact(saved.record, by=cast.mentor), "BIMAT-SOBUOI", by=cast.young_official)


def draft_contact(cast: Cast):
    return save_contact_draft(
        cast.mentorship, {"topics": "BIMAT-NHAP"}, key=uuid4(), base_version=0, by=cast.mentor
    ).record


def review_quarter(term: SimpleNamespace) -> None:
    """F3 handed in. Words stand where a point of the scale would, and are found wherever the point is shown."""
    form = TermForm.objects.get(pk__in=term.keys["form"])
    answers = {"relationship_mentee": "BIMAT-QHCB", "relationship_mentor": "BIMAT-QHHD"}
    by = {"mentee": term.people["young_official"], "mentor": term.people["mentor"]}
    revision = FormRevision.objects.create(
        form=form, number=1, answers=answers, sha256=fingerprint(answers), written_by=by["mentee"], written_at=now()
    )
    form.status, form.revision_number, form.submitted_at = "submitted", 1, now()
    form.opens_on, form.due_on = today() - timedelta(days=9), today() + timedelta(days=9)
    form.save()
    for capacity, user in by.items():
        FormSignature.objects.create(
            form=form, capacity=capacity, revision=revision, signed_by=user, signed_at=now(), sha256=revision.sha256
        )


def keep_diary(posting: Posting, cast: Cast):
    write = {"by": cast.young_official, "base_version": 0}
    private = save_entry(posting, {"main_work": "BIMAT-NHATKY"}, key=uuid4(), starts_on=today(), **write).record
    week_before = today() - timedelta(days=7)
    shared = save_entry(posting, {"lessons": "BIMAT-CHIASE"}, key=uuid4(), starts_on=week_before, **write).record
    return private, share_entry(shared, by=cast.young_official)


def follow_up(cast: Cast) -> Posting:
    """An earlier posting of the official, and what he said of it afterwards."""
    ended = PostingFactory(
        person=cast.young_official.person,
        status="ended",
        effective_on=today() - timedelta(days=1500),
        ended_on=today() - timedelta(days=400),
        end_reason="returned",
    )
    points = dict.fromkeys(("fits", "contacts", "feedback", "support"), 2)
    FollowUp.objects.create(posting=ended, placed="host", words="BIMAT-THEODOI", answered_at=now(), **points)
    return ended


def words_in(body: bytes) -> str:
    """What a reader of a file reads: pages as they are, spreadsheets and packages unpacked, PDF as text."""
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "".join(words_in(packed.read(name)) for name in packed.namelist())
    if body[:5] == b"%PDF-":
        return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages)
    return body.decode("utf-8", "ignore")


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code in (200, 302, 404), url
    if answer.status_code == 404:
        return ""  # its page names the address that was asked for, which gives nothing away
    return words_in(answer.getvalue())


def pages_for(name: str) -> Iterator[tuple[str, str | None]]:
    """The pages near a term that the member may open, and those that everybody tries."""
    for page, (key, allowed) in GET_PAGES.items():
        near = name in allowed and page.startswith(NEAR) and not page.startswith(ACTS)
        if name == "committee_leader":
            chosen = page in OF_LEADERS
        elif name in OUTSIDE:
            chosen = page in DOORS
        else:
            chosen = near or page in TRIED
        if chosen:
            yield page, key


def addresses_for(name: str, term: SimpleNamespace) -> Iterator[str]:
    """The pages as they are read and as they are taken out, on screen, paper and in the tables of the office."""
    for page, key in pages_for(name):
        arguments = [[]] if key is None else [[one] for one in term.keys.get(key, [])]
        yield from (reverse(page, args=one) for one in arguments)
    yield reverse("notices:list")
    yield f"{reverse('search:results')}?q=BIMAT"
    yield reverse("calendar:feed", args=[token_of(open_feed(by=term.people[name]))])
    if name not in OUTSIDE:
        yield reverse("mentor:form_pdf", args=term.keys["form"])
    if name in ("young_official", "mentor", "host_head", "committee_officer", "training_office"):
        yield reverse("records:printed", args=term.keys["posted"])
    if name in COMMITTEE:
        yield reverse("office:posting", args=term.keys["followed_up"])
        yield f"{reverse('office:flags')}?export=xlsx"
    if name in ("committee_officer", "auditor"):
        yield from (f"{reverse(f'office:{page}')}?export={kind}" for page in LISTS for kind in ("csv", "xlsx"))
    if name in ("committee_officer", "auditor", "administrator"):
        yield from ("/admin/", "/admin/reports/site-history/", "/admin/reports/site-history/?export=csv")


def own_data(user) -> str:
    """What the person takes along of his own."""
    takeout = make_takeout(ask_for_takeout(user.person, by=user).pk)
    with takeout.file.open("rb") as file:
        return words_in(file.read())


@pytest.mark.django_db
@pytest.mark.usefixtures("brief_not_found")
@pytest.mark.parametrize("name", EVERYBODY)
def test_words_said_in_confidence_are_met_by_their_readers_alone(term, client, name):
    user = term.people[name]
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    texts = {url: read(client, url) for url in addresses_for(name, term)}
    if name in ("young_official", "mentor"):
        texts["takeout"] = own_data(user)
    where = {word: [url for url, text in texts.items() if word in text] for word in READERS}
    entitled = {word for word, readers in READERS.items() if name in readers}
    assert {word: urls[:3] for word, urls in where.items() if urls and word not in entitled} == {}
    assert {word for word in entitled if not where[word]} == set()
    for pk, readers in term.restricted.items():
        told = [url for url, text in texts.items() if f"/flags/{pk}/" in text]
        assert bool(told) == (name in readers), told


@pytest.mark.django_db
def test_a_change_of_mentor_hands_on_what_was_agreed_and_nothing_else(term, client):
    """Who guided before finishes his draft and his own review, and meets nothing of what comes after him (M7)."""
    earlier = Mentorship.objects.get(posting__in=term.keys["posting"])
    Mentorship.objects.filter(pk=earlier.pk).update(valid_to=today() - timedelta(days=1))
    follower = UserFactory()
    mentor = MentorFactory(person=PersonFactory(user=follower))
    present = MentorshipFactory(posting=earlier.posting, mentor=mentor, valid_from=today())
    since = MentoringContact.objects.create(
        mentorship=present, status="submitted", topics="BIMAT-SAUNAY", recorded_by=follower, recorded_at=now()
    )
    ActionPoint.objects.create(contact=since, text="BIMAT-SAUNAY")
    met = {}
    for user in (term.people["mentor"], follower):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        urls = addresses_for("mentor", SimpleNamespace(people={"mentor": user}, keys=term.keys))
        text = "".join([*(read(client, url) for url in urls), own_data(user)])
        met[user] = {word for word in [*READERS, "BIMAT-SAUNAY"] if word in text}
    assert met[term.people["mentor"]] == {"BIMAT-NHAP", "BIMAT-TUSOAT", "BIMAT-VIEC"}
    assert met[follower] == {"BIMAT-VIEC", "BIMAT-SAUNAY"}


@pytest.mark.django_db
def test_neither_mails_nor_notices_nor_logs_carry_them(term, client):
    client.force_login(term.people["committee_officer"], backend="django.contrib.auth.backends.ModelBackend")
    for url in ("office:flags", "office:postings", "office:surveys"):
        client.get(f"{reverse(url)}?export=xlsx")
    gather()
    gather_digests()
    waiting = written(Delivery)
    send()
    assert Notice.objects.filter(key__startswith="flag:").exists()
    assert mail.outbox
    told = waiting + [str(sent.message()) for sent in mail.outbox] + [sent.subject + sent.body for sent in mail.outbox]
    for model in (Notice, ModelLogEntry, PageLogEntry, AccessEvent):
        told += written(model)
    assert [one for one in told if "BIMAT" in one] == []
    restricted = ("R10", "R13", "quan hệ kèm cặp", "đơn thư, tố cáo")
    assert [one for one in told if any(word in one for word in restricted)] == []


def written(model) -> list[str]:
    """Each row of the table, as far as it holds words."""
    columns = [
        field.name for field in model._meta.concrete_fields if isinstance(field, CharField | TextField | JSONField)
    ]
    return [str(row) for row in model.objects.values_list(*columns)]
