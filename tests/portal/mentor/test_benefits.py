"""The official reads his benefits on the page of his posting; host and mentor, who need not know, do not."""

from django.urls import reverse

from training.rotation.benefits.services import grant_benefit


def test_the_official_reads_his_benefits_and_the_mentor_does_not(client, cast, term):
    facts = {"kind": "housing", "payer": "host", "amount": 2_500_000, "document": "12-QĐ/UBND"}
    grant_benefit(term, **facts, valid_from=term.effective_on, by=cast.committee_officer)
    client.force_login(cast.young_official)
    shown = client.get(reverse("mentor:posting", args=[term.pk])).content.decode()
    for said in ("12-QĐ/UBND", "2.500.000", "granted by the rules, no document recorded yet"):
        assert said in shown
    for other in (cast.mentor, cast.host_head):
        client.force_login(other)
        shown = client.get(reverse("mentor:posting", args=[term.pk])).content.decode()
        assert "12-QĐ/UBND" not in shown
        assert "Benefits" not in shown
