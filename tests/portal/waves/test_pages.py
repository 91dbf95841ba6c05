"""A wave walked through its pages: units offer and put forward, the Committee matches, changes by hand, decides."""

import pytest

from django.urls import reverse

from tests.factories.training import PositionFactory, PositionTitleFactory, UnitFactory
from tests.training.rotation.waves.conftest import track
from training.models import ChosenPlace, Posting, RotationWave, WaveCandidate, WaveOffer

pytestmark = pytest.mark.usefixtures("instruments")
OFFER = {"kind": "rotation", "places": 1, "urgency": 3, "fields_asked": ["land"], "reason": "Khuyết chức danh"}
FORWARD = {"kind": "rotation", "strengths": ["land"], "reason": "Cần thực tiễn cơ sở"}
SIGNED = {"no_secrets": "on"}
WHY = "Gia đình ở gần, thường vụ đã thống nhất."


@pytest.fixture
def as_(cast, client):
    """The client of the Committee's officer (tochuc) or the unit's (donvi), in English."""

    def enter(member):
        client.force_login(cast[member], backend="django.contrib.auth.backends.ModelBackend")
        client.cookies["django_language"] = "en"
        return client

    return enter


@pytest.fixture
def official(cast):
    return PositionFactory(unit=cast.ward, title=PositionTitleFactory(code="specialist", is_key_official=False)).person


def send(client, name, given, pk):
    """A form that is expected to be taken."""
    answer = client.post(reverse(name, args=[pk]), given)
    errors = answer.context["form"].errors if answer.status_code != 302 else ""
    assert answer.status_code == 302, (name, errors)
    return answer


def read(client, name, *args, **query) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, args, query)
    return answer.content.decode() if "html" in answer["Content-Type"] else answer["Content-Type"]


def test_units_offer_put_forward_and_take_back(as_, cast, documented, official, title, blocs):
    donvi, pk = as_("unit_officer"), documented.pk
    assert documented.name in read(donvi, "unit:waves")
    assert "The unit offers no post" in read(donvi, "unit:wave", pk)
    for page in ("unit:wave_offer", "unit:wave_forward"):
        read(donvi, page, pk)
    refused = donvi.post(reverse("unit:wave_offer", args=[pk]), OFFER | {"title": title.pk})
    assert (refused.status_code, WaveOffer.objects.count()) == (422, 0)  # the tick is lacking
    send(donvi, "unit:wave_offer", OFFER | SIGNED | {"title": title.pk}, pk)
    assert official.full_name in read(donvi, "unit:wave_forward", pk, person=official.pk)
    assert "Neither his office nor the unit" in read(donvi, "unit:wave_forward", pk, person=official.pk)
    unasked = donvi.post(reverse("unit:wave_forward", args=[pk]), FORWARD | SIGNED | {"person": official.pk})
    assert set(unasked.context["form"].errors) == {"bloc"}
    person = {"person": official.pk, "bloc": blocs["party"].pk}
    exempt = FORWARD | SIGNED | person | {"kind": "secondment", "is_exempt": "yes"}
    assert "exempt from secondment" in donvi.post(reverse("unit:wave_forward", args=[pk]), exempt).content.decode()
    send(donvi, "unit:wave_forward", FORWARD | SIGNED | person, pk)
    shown = read(donvi, "unit:wave", pk)
    assert official.full_name in shown
    assert "Khuyết chức danh" in shown
    offer, candidate = WaveOffer.objects.get(), WaveCandidate.objects.get()
    for page, row in (("unit:wave_offer_withdraw", offer), ("unit:wave_candidate_withdraw", candidate)):
        read(donvi, page, row.pk)
        send(donvi, page, {"because": "Đã có người"}, row.pk)
    assert "Đã có người" in read(donvi, "unit:wave", pk)
    as_("host_head")  # of another unit: nobody is seen there
    assert donvi.get(reverse("unit:wave_offer_withdraw", args=[offer.pk])).status_code == 404


def test_without_tracking_nobody_is_named_on_any_page(as_, cast, documented, official):
    track("dates_only")
    sentence = "Before the decision only dates and numbers of documents are kept"
    donvi = as_("unit_officer")
    person = {"person": official.pk}
    assert sentence in read(donvi, "unit:wave", documented.pk)
    assert "On paper only" in read(donvi, "unit:wave_forward", documented.pk)
    refused = donvi.post(reverse("unit:wave_forward", args=[documented.pk]), FORWARD | SIGNED | person)
    assert (refused.status_code, WaveCandidate.objects.count()) == (422, 0)
    tochuc = as_("committee_officer")
    for page in ("wave", "wave_offers", "wave_people", "wave_matching"):
        assert sentence in read(tochuc, f"office:{page}", documented.pk)


def test_committee_matches_changes_by_hand_and_decides(as_, cast, documented, official, title, blocs):
    tochuc, pk = as_("committee_officer"), documented.pk
    for page in ("waves", "wave_plan"):
        read(tochuc, f"office:{page}")
    plan = {"name": "Kế hoạch 2029–2030", "first_reference": "2029-03-01", **SIGNED}
    assert tochuc.post(reverse("office:wave_plan"), plan).status_code == 302
    assert RotationWave.objects.count() == 8
    for page in ("calendar", "quotas", "document", "offer", "forward", "decide"):
        read(tochuc, f"office:wave_{page}", pk)
    hosts = [UnitFactory(), UnitFactory()]
    for host in hosts:
        send(tochuc, "office:wave_offer", OFFER | SIGNED | {"unit": host.pk, "title": title.pk}, pk)
    other = PositionFactory(unit=cast.ward, title=PositionTitleFactory()).person
    for person in (official, other):
        given = {"person": person.staff_code, "unit": cast.ward.pk, "bloc": blocs["party"].pk, "wish_1": hosts[0].pk}
        send(tochuc, "office:wave_forward", FORWARD | SIGNED | given, pk)
    quotas = {f"quota-{blocs['party'].pk}-rotation": 2}
    send(tochuc, "office:wave_quotas", quotas, pk)
    assert "ready" in read(tochuc, "office:wave_matching", pk)
    tochuc.post(reverse("office:wave_match", args=[pk]))
    matching = read(tochuc, "office:wave_matching", pk)
    assert official.full_name in matching
    assert "Stable proposal" in matching
    for show in ("differ", "unplaced", "by_hand"):
        read(tochuc, "office:wave_matching", pk, show=show)
    run = documented.matchings.get()
    tochuc.post(reverse("office:wave_take_over", args=[pk]), {"run": run.pk, "method": "optimal"})
    assert ChosenPlace.objects.filter(offer__isnull=False).count() == 2
    candidate = WaveCandidate.objects.get(person=official)
    assert "points" in read(tochuc, "office:wave_override", candidate.pk)
    by_hand = {"offer": "", "justification": WHY, "signed": "on"}
    send(tochuc, "office:wave_override", by_hand, candidate.pk)
    assert WHY in read(tochuc, "office:wave_matching", pk, show="by_hand")
    for page in ("wave_offers", "wave_people", "wave_matching"):
        read(tochuc, f"office:{page}", pk, sort="urgency", kind="rotation", q="")
        assert "sheet" in read(tochuc, f"office:{page}", pk, export="xlsx")
    assert other.full_name in read(tochuc, "office:wave_decide", pk)
    decision = {"decision_number": "88-QĐ/TU", "decision_on": "2026-11-23", "effective_on": "2026-12-01"}
    send(tochuc, "office:wave_decide", decision | SIGNED | {"term-rotation": 36}, pk)
    posting = Posting.objects.get(wave=documented, person=other)
    overview = read(tochuc, "office:wave", pk)
    decided = f"{reverse('office:wave_decision', args=[pk])}?number=88-Q%C4%90%2FTU"
    for address in (decided, reverse("office:posting_decision", args=[posting.pk]), f"/admin/waves/{pk}/sheets/"):
        assert address in overview
    sheet = read(tochuc, "office:wave_decision", pk, number="88-QĐ/TU")
    for said in ("4-TTr/BTCTU", "88-QĐ/TU", other.full_name, posting.host_unit.name):
        assert said in sheet
    assert read(tochuc, "office:wave_decision", pk, number="88-QĐ/TU", export="pdf") == "application/pdf"
    assert tochuc.get(reverse("office:wave_decision", args=[pk]), {"number": "89-QĐ/TU"}).status_code == 404
    as_("unit_officer")
    assert tochuc.get(decided).status_code == 404
    assert posting.host_unit.display_name in read(as_("unit_officer"), "unit:wave", pk)
    tochuc = as_("committee_officer")
    read(tochuc, "office:posting_withdraw", posting.pk)
    send(tochuc, "office:posting_withdraw", {"decision_number": "90-QĐ/TU", "decision_on": "2026-11-23"}, posting.pk)
    read(tochuc, "office:wave_candidate_withdraw", candidate.pk)
    send(tochuc, "office:wave_candidate_withdraw", {"because": "Nghỉ chế độ"}, candidate.pk)
    offer = WaveOffer.objects.exclude(chosen__isnull=False).first()
    read(tochuc, "office:wave_offer_withdraw", offer.pk)
    send(tochuc, "office:wave_offer_withdraw", {"because": "Đã bổ nhiệm tại chỗ"}, offer.pk)
    tochuc.post(reverse("office:wave_close", args=[pk]))
    documented.refresh_from_db()
    assert documented.status == "closed"
    read(tochuc, "office:wave", pk)
