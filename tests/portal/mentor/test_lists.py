"""The lists: what is late on top, the same queries for one official and for three."""

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from curriculum.clock.time import now, today
from tests.factories.training import MentorshipFactory, PostingFactory, user_with_role
from training.mentoring.flags.computing import compute_flags
from training.mentoring.models import MentoringContact, TermForm
from training.mentoring.services import create_calendar


def another(cast, **kwargs):
    posting = PostingFactory(sending_unit=cast.department, host_unit=cast.commune, **kwargs)
    MentorshipFactory(posting=posting, mentor=cast.mentorship.mentor)
    create_calendar(posting)
    return posting


def queries_of(client, address, django_assert_max_num_queries) -> int:
    client.get(address)  # caches of regulated values and content types are warm on a running site
    with django_assert_max_num_queries(15) as taken:
        assert client.get(address).status_code == 200
    return len(taken)


@pytest.mark.parametrize(("view", "who"), [("home", "mentor"), ("host", "host_head"), ("link", None)])
def test_lists_take_the_same_queries(client, cast, term, log_contact, view, who, django_assert_max_num_queries):
    user = cast[who] if who else user_with_role("link_officer", unit=cast.department)
    client.force_login(user)
    log_contact(20, by=cast.young_official)
    address = reverse(f"mentor:{view}")
    one = queries_of(client, address, django_assert_max_num_queries)
    another(cast)
    another(cast)
    assert queries_of(client, address, django_assert_max_num_queries) == one


def test_home_puts_what_is_late_on_top(client, cast, term, log_contact):
    log_contact(1)
    late = another(cast, person__full_name="Trần Chậm Trễ")
    MentoringContact.objects.bulk_create(
        MentoringContact(
            mentorship=late.mentorships.get(),
            status="submitted",
            happened_at=now() - timedelta(days=80),
            recorded_by=cast.mentor,
            recorded_at=now(),
            submitted_at=now(),
        )
        for _each in range(1)
    )
    term.forms.update(status="locked")
    late.forms.update(status="locked")
    client.force_login(cast.mentor)
    cards = client.get(reverse("mentor:home")).context["cards"]
    assert [str(words.card.posting.person) for words in cards] == ["Trần Chậm Trễ", "Lê Hoàng Đức"]
    assert [words.tone for words in cards] == ["bad", "good"]
    assert cards[0].cadence == "80 days since the last contact"


def test_the_form_that_is_due_stands_above_flags_and_term(client, cast, term):
    compute_flags(postings=[term.pk], announce=False)
    form = term.forms.get(code="F3", month=3)
    TermForm.objects.filter(pk=form.pk).update(
        opens_on=today() - timedelta(days=20), due_on=today() - timedelta(days=1)
    )
    client.force_login(cast.mentor)
    page = client.get(reverse("mentor:posting", args=[term.pk])).text
    places = [
        page.index(mark) for mark in ('id="due"', reverse("mentor:form", args=[form.pk]), 'id="flags"', 'id="term"')
    ]
    assert places == sorted(places)
    client.force_login(cast.auditor)
    assert 'id="due"' not in client.get(reverse("mentor:posting", args=[term.pk])).text


def test_concern_is_shown_on_the_lists_without_the_words(client, cast, term, log_contact):
    log_contact(3, concern_level=2)
    client.force_login(cast.host_head)
    page = client.get(reverse("mentor:host")).content.decode()
    assert "needs intervention" in page
    assert "Điều bí mật" not in page


def test_empty_lists_say_what_will_come(client, cast):
    client.force_login(user_with_role("unit_head", unit=cast.commune))
    assert "Nobody is posted to your unit" in client.get(reverse("mentor:host")).content.decode()
    client.force_login(user_with_role("link_officer", unit=cast.department))
    assert "nobody out at present" in client.get(reverse("mentor:link")).content.decode()


def test_a_long_log_costs_no_more(client, cast, term, django_assert_max_num_queries):
    mentorship = cast.mentorship
    MentoringContact.objects.bulk_create(
        MentoringContact(
            mentorship=mentorship,
            status="submitted",
            happened_at=timezone.now() - timedelta(hours=12 * n),
            recorded_by=cast.young_official,
            recorded_at=now(),
            submitted_at=now(),
            topics=f"Buổi {n}",
        )
        for n in range(300)
    )
    client.force_login(cast.mentor)
    address = reverse("mentor:posting", args=[term.pk])
    client.get(address)
    with django_assert_max_num_queries(15):
        page = client.get(address).content.decode()
    assert page.count("term__contact--submitted") == 300


def test_a_posting_to_come_and_one_without_a_term_are_drawn(client, cast, term):
    coming = another(cast, effective_on=today() + timedelta(days=30), decision_on=today(), status="decided")
    transfer = another(cast, kind="transfer", term_months=None, due_on=None)
    client.force_login(cast.mentor)
    assert "not begun yet" in client.get(reverse("mentor:home")).content.decode()
    for posting in (coming, transfer):
        assert client.get(reverse("mentor:posting", args=[posting.pk])).status_code == 200


def test_section_bar_appears_where_there_is_a_choice_only(client, cast, term):
    own, guided = reverse("mentor:posting", args=[term.pk]), reverse("mentor:home")
    for person, address, choice in ((cast.young_official, own, False), (cast.mentor, guided, True)):
        client.force_login(person)
        answer = client.get(address)
        assert answer.context["shows_bar"] is choice
        assert ("has-sections" in answer.text) is choice
