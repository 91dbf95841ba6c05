"""A form of a term on paper: what each part says, the levels with their evidence, who confirmed what and when."""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import override

from portal.papers.issuers import COMMITTEE, issuer_on
from portal.papers.paper import Article, Block, Column, Facts, Paper, Paragraph, Signature, Table
from portal.papers.wording import GAP, in_figures
from training.mentoring.definitions import Definition, FormField, Section, in_language
from training.mentoring.forms import Filing, signatures_in_force
from training.mentoring.models import FormDocument, FormSignature, TermForm
from training.mentoring.surveys.queries import summary_of, survey_beside

EMPTY = "…"
Capacity = FormSignature.Capacity
CONCLUDED_BY = {"F5": "BAN TỔ CHỨC", "F6": "CẤP CÓ THẨM QUYỀN"}
RATERS = {"self": "Cán bộ tự đánh giá", "mentor": "Người hướng dẫn"}


def form_paper(filing: Filing) -> Paper:
    """The form as the reader of the filing may read it. Three queries."""
    with override("vi"):
        form, definition = filing.form, filing.definition
        body: list[Block] = [_facts(filing)]
        for section in definition.sections:
            fields = [item for item in section.fields if filing.readable(item)]
            if fields and (
                any(filing.answers.get(item.id) for item in fields) or any(item.required for item in fields)
            ):
                body += [
                    Paragraph(section.title.upper(), "heading"),
                    *_section(section, fields, definition, filing.answers),
                ]
        body += _survey(form)
        body += [Paragraph("XÁC NHẬN TRÊN CỔNG", "heading"), _confirmations(filing)]
        return Paper(
            issuer=issuer_on(COMMITTEE, form.due_on),
            kind=definition.name,
            abbreviation=form.code,
            abstract=_abstract(form),
            issued_on=localtime(form.locked_at).date() if form.locked_at else None,
            body=tuple(body),
            signatures=tuple(_signatures(filing)),
        )


def _survey(form: TermForm) -> list[Block]:
    """The released survey that belongs to the assessment, as a table; nothing where there is none."""
    survey = survey_beside(form)
    summary = summary_of(survey) if survey else None
    if summary is None or not summary.is_shown:
        return []
    columns = (Column("Nhận định", 76), Column("Trung bình", 12, "center"), Column("Số ý kiến", 12, "center"))
    rows = tuple(
        (f"{line.statement.competency}. {line.statement.text}", _mean(line.mean), str(line.answers or EMPTY))
        for line in summary.lines
    )
    words = [Paragraph(f"{question} {'; '.join(texts)}", "plain") for question, texts in summary.words]
    return [Paragraph("TỔNG HỢP LẤY Ý KIẾN NHIỀU CHIỀU (F7)", "heading"), Table(columns, rows), *words]


def _mean(value: float | None) -> str:
    return EMPTY if value is None else number_format(value, 1)


def _abstract(form: TermForm) -> str:
    """Whom it is about and at which point of the term; the name stays on one line."""
    name = form.posting.person.full_name.replace(" ", GAP)
    when = f"tháng thứ {form.month} của thời hạn" if form.month > 0 else "trước khi nhận nhiệm vụ"
    return f"đồng chí {name}, {when}"


def _signatures(filing: Filing) -> Iterator[Signature]:
    """Who signs the paper, side by side: the official, the host for its collective, and whoever concludes."""
    signers, form = filing.definition.signers, filing.form
    given = {one.capacity: str(one.signed_by) for one in signatures_in_force(form)}
    if Capacity.MENTEE in signers:
        yield Signature("CÁN BỘ", form.posting.person.full_name if Capacity.MENTEE in given else "")
    if form.code in CONCLUDED_BY:
        yield Signature("THỦ TRƯỞNG", given.get(Capacity.HOST_HEAD, ""), "tm", "TẬP THỂ LÃNH ĐẠO NƠI ĐẾN")
        yield Signature(CONCLUDED_BY[form.code])
    elif Capacity.MENTOR in signers:
        yield Signature("NGƯỜI HƯỚNG DẪN", given.get(Capacity.MENTOR, ""))
    else:
        yield Signature("THỦ TRƯỞNG NƠI ĐẾN", given.get(Capacity.HOST_HEAD, ""))


def _facts(filing: Filing) -> Facts:
    posting = filing.form.posting
    rows = (
        ("Họ và tên", posting.person.full_name),
        ("Chức vụ theo quyết định", str(posting.title)),
        ("Nơi đến", posting.host_display),
        ("Nơi đi", posting.sending_unit.display_name),
        ("Quyết định", f"{posting.decision_number}, ngày {in_figures(posting.decision_on)}"),
        ("Hạn của phiếu", in_figures(filing.form.due_on)),
    )
    return Facts(rows)


def _section(section: Section, fields: list[FormField], definition: Definition, answers: dict[str, Any]) -> list[Block]:
    levels = [item for item in fields if item.type == "level"]
    blocks: list[Block] = [_levels(levels, definition, answers)] if levels else []
    for item in fields:
        if item.type == "level":
            continue
        value = answers.get(item.id)
        if item.type == "rows":
            blocks.append(_rows(item, value or []))
        else:
            blocks.append(Article(f"{item.label}:", _words(item, value)))
    return blocks


def _levels(fields: list[FormField], definition: Definition, answers: dict[str, Any]) -> Table:
    """One row for each competency: the level each rater saw, and the evidence of both."""
    by_code: dict[str, dict[str, dict]] = {}
    for item in fields:
        by_code.setdefault(item.data["competency"], {})[item.data["rater"]] = answers.get(item.id) or {}
    raters = [rater for rater in RATERS if any(rater in given for given in by_code.values())]
    framework = definition.competencies()
    rows = []
    for code, given in by_code.items():
        seen = [given.get(rater, {}).get("level") or EMPTY for rater in raters]
        proofs = [given.get(rater, {}).get("evidence") for rater in raters]
        evidence = "; ".join(dict.fromkeys(proof for proof in proofs if proof)) or "chưa đủ minh chứng"
        rows.append((f"{code}. {in_language(framework[code], 'name')}", *seen, evidence))
    columns = (
        Column("Năng lực", 30),
        *(Column(RATERS[rater], 10, "center") for rater in raters),
        Column("Minh chứng", 50),
    )
    return Table(columns, tuple(rows))


def _rows(item: FormField, rows: list[dict[str, Any]]) -> Table:
    columns = tuple(Column(column.label, 50) for column in item.columns)
    cells = tuple(tuple(_words(column, row.get(column.id)) for column in item.columns) for row in rows)
    return Table(columns, cells or ((EMPTY,) * len(columns),), title=item.label)


def _words(item: FormField, value: Any) -> str:
    if value in (None, ""):
        return EMPTY
    if item.type == "date":
        year, month, day = str(value).split("-")
        return f"{day}/{month}/{year}"
    return dict(item.choices).get(str(value), str(value)) if item.type in ("choice", "scale") else str(value)


def _confirmations(filing: Filing) -> Table:
    given = {one.capacity: one for one in signatures_in_force(filing.form)}
    documents = {one.capacity: one for one in filing.form.documents.all()}
    labels: dict[str, Callable[[], str] | str] = dict(FormSignature.Capacity.choices)
    rows = [
        (capfirst(str(labels[capacity])), *_confirmed(given.get(capacity), documents.get(capacity)))
        for capacity in filing.definition.signers
    ]
    columns = (
        Column("Tư cách", 25),
        Column("Người xác nhận", 25),
        Column("Lúc", 15),
        Column("Dấu vết, văn bản ký", 35),
    )
    return Table(columns, tuple(rows))


def _confirmed(signature: FormSignature | None, document: FormDocument | None) -> tuple[str, str, str]:
    if signature is None:
        return EMPTY, EMPTY, EMPTY
    paper = f"; văn bản số {document.number} ngày {in_figures(document.signed_on)}" if document else ""
    moment = f"{localtime(signature.signed_at):%H:%M %d/%m/%Y}"
    return str(signature.signed_by), moment, f"SHA-256 {signature.sha256[:16]}…{paper}"
