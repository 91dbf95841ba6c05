"""The enrolment decision with its lists, from what was kept when it was approved: nothing is looked up anew."""

from collections.abc import Iterable
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import View

from portal.office.base import PermissionByName
from portal.papers.answers import answer_paper
from portal.papers.classes.details import as_class, plan_in_words
from portal.papers.classes.templates import DECREE, PROPOSAL
from portal.papers.issuers import SCHOOL, issuer_on
from portal.papers.paper import Annex, Article, Column, Paper, Signature, Table
from portal.papers.wording import day_in_words, in_figures
from training.access.services import record_export
from training.models import EnrolmentDecision, Nomination
from training.nominations.models import in_sentences

Proposal = Nomination.Proposal
SEX = {"male": "Nam", "female": "Nữ"}
WHO = (
    Column("TT", 5, "center"),
    Column("Họ và tên", 24),
    Column("Ngày sinh", 13, "center"),
    Column("Nam/Nữ", 8, "center"),
    Column("Chức vụ", 26),
    Column("Đơn vị", 24),
)


class EnrolmentDecisionDocument(PermissionByName, View):
    """The decision as PDF to sign, DOCX to edit, XLSX to calculate; each time noted as an export."""

    permission = "portal.see_classes"

    def get(self, request, pk: int, extension: str) -> HttpResponse:
        seen = EnrolmentDecision.objects.visible_to(request.user)
        decision = get_object_or_404(seen.select_related("training_class"), pk=pk)
        if decision.status != EnrolmentDecision.Status.APPROVED:
            raise Http404("not decided")
        name = f"{decision.number} {decision.facts['code']}"
        answer = answer_paper(enrolment_paper(decision), extension, name)
        record_export(f"Quyết định {name}", count=len(decision.annex), by=request.user)
        return answer


def enrolment_paper(decision: EnrolmentDecision) -> Paper:
    """The words of an approved decision: who is sent, who waits in which place, who is refused by which rule."""
    facts = decision.facts
    sent, waiting, refused = (
        [line for line in decision.annex if line["answer"] == answer]
        for answer in (Proposal.ACCEPT, Proposal.WAIT, Proposal.REJECT)
    )
    issuer = issuer_on(SCHOOL, decision.decided_on)
    note = f"Kèm theo Quyết định số {decision.number} {day_in_words(decision.decided_on)} của {issuer.decides}"
    lists = [
        _annex("DANH SÁCH CỬ ĐI HỌC", note, sent, ()),
        _annex("DANH SÁCH CHỜ", note, waiting, (Column("Thứ tự ưu tiên", 26),)),
        _annex("DANH SÁCH ĐỀ CỬ KHÔNG ĐƯỢC DUYỆT", note, refused, (Column("Căn cứ, lý do", 30),)),
    ]
    return Paper(
        issuer=issuer,
        kind="Quyết định",
        abbreviation="QĐ",
        abstract=f"Về việc cử cán bộ, công chức, viên chức tham gia {as_class(facts['name'])}",
        number=decision.number,
        issued_on=decision.decided_on,
        authority=issuer.decides,
        grounds=(
            DECREE,
            f"Căn cứ {_plan(facts)}",
            PROPOSAL,
        ),
        body=tuple(_articles(facts, len(sent), len(waiting), len(refused))),
        recipients=("Như Điều 3", "Các đơn vị có cán bộ được cử", "Lưu: VT, QLĐT"),
        signatures=(Signature(title=facts.get("signer_title") or "Hiệu trưởng", name=decision.signer),),
        annexes=tuple(annex for annex in lists if annex is not None),
    )


def _plan(facts: dict) -> str:
    """The plan as it stood when the decision was taken; decisions kept before it was noted name the year alone."""
    plan = facts.get("plan") or {"year": _day(facts["opens_on"]).year}
    decided_on = plan.get("decided_on")
    return plan_in_words(plan["year"], plan.get("number", ""), _day(decided_on) if decided_on else None)


def _articles(facts: dict, sent: int, waiting: int, refused: int) -> Iterable[Article]:
    opens, closes = _day(facts["opens_on"]), _day(facts["closes_on"])
    name = as_class(facts["name"])
    yield Article(
        "Điều 1.",
        f"Cử {sent} đồng chí có tên trong danh sách kèm theo tham gia {name} (mã lớp {facts['code']}).",
        (
            f"Chương trình: {facts['programme']}.",
            f"Thời gian: từ {day_in_words(opens)} đến {day_in_words(closes)}. Địa điểm: {facts['place']}.",
        ),
    )
    if waiting:
        text = f"Danh sách chờ gồm {waiting} đồng chí, được gọi theo thứ tự khi có chỗ trống trước ngày khai giảng."
    else:
        text = "Lớp không có danh sách chờ."
    more = (f"Không duyệt {refused} đề cử, căn cứ và lý do ghi tại phụ lục.",) if refused else ()
    yield Article("Điều 2.", text, more)
    yield Article(
        "Điều 3.",
        "Phòng Quản lý đào tạo, thủ trưởng các đơn vị liên quan và các đồng chí có tên tại Điều 1 "
        "chịu trách nhiệm thi hành Quyết định này.",
    )


def _annex(title: str, note: str, lines: list[dict], further: tuple[Column, ...]) -> Annex | None:
    if not lines:
        return None
    rows = tuple(
        (*_who(number, line), *([_why(line, number)] if further else [])) for number, line in enumerate(lines, start=1)
    )
    return Annex(title=title, note=note, body=(Table((*WHO, *further), rows),), landscape=bool(further))


def _who(number: int, line: dict) -> tuple[str, ...]:
    born = in_figures(_day(line["birth_date"])) if line["birth_date"] else ""
    return str(number), line["full_name"], born, SEX.get(line["sex"], ""), line["position"], line["unit"]


def _why(line: dict, number: int) -> str:
    """The place on the waiting list and its reasons, or the rule of the refusal and the words added to it."""
    if line["answer"] == Proposal.WAIT:
        return f"Vị trí {number}: {'; '.join(line['because'])}" if line["because"] else f"Vị trí {number}"
    return in_sentences(line["ground"], line["reason"])


def _day(written: str) -> date:
    return date.fromisoformat(written)
