"""Makers of the curriculum's pages, hung below the root of the page tree, and of questions of every kind."""

from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from django.utils.text import slugify

from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from curriculum import models
from curriculum.clock.time import now
from curriculum.questions.content import (
    Accepted,
    AcceptedNumber,
    Criterion,
    Gap,
    Item,
    Kind,
    Level,
    Option,
    Pair,
    QuestionContent,
)


class PageFactory(DjangoModelFactory):
    """Hangs the page below ``parent`` (the root where none is given).

    Where nothing is given that can refer to something, Wagtail's index of references would read the page again and
    keep nothing: it is not asked.
    """

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        kwargs.setdefault("slug", slugify(kwargs["title"], allow_unicode=True))
        page = model_class(**kwargs)
        with nullcontext() if _may_refer(page, kwargs) else disable_reference_index_auto_update():
            return (parent or Page.objects.get(depth=1)).add_child(instance=page)


def _may_refer(page: Page, given: Iterable[str]) -> bool:
    fields = [page._meta.get_field(name) for name in given]
    return any(field.is_relation or hasattr(field, "extract_references") for field in fields)


class ProgrammePageFactory(PageFactory):
    class Meta:
        model = models.ProgrammePage

    title = factory.Sequence(lambda n: f"Bồi dưỡng bí thư số {n}")
    code = factory.Sequence(lambda n: f"CT{n}")
    days = 10
    periods = 80
    content_area = models.ProgrammePage.ContentArea.STATE_MANAGEMENT
    document_kind = models.ProgrammePage.DocumentKind.CERTIFICATE


class ModulePageFactory(PageFactory):
    class Meta:
        model = models.ModulePage

    title = factory.Sequence(lambda n: f"Chuyên đề {n}")
    theory_periods = 4
    discussion_periods = 2


class LessonPageFactory(PageFactory):
    class Meta:
        model = models.LessonPage

    title = factory.Sequence(lambda n: f"Bài {n}")


RIGHT, NOTHING = Decimal(100), Decimal(0)
_LEVELS = (Level(Decimal(0), "chưa nêu"), Level(Decimal(2), "nêu đủ"))
_RUBRIC = (Criterion("a", "Xác định đúng thẩm quyền", _LEVELS), Criterion("b", "Trình tự xử lý", _LEVELS))

CONTENTS = {
    content.kind: content
    for content in (
        QuestionContent(
            Kind.SINGLE,
            "Thời hạn xác minh",
            "<p>Khiếu nại lần đầu được giải quyết trong bao nhiêu ngày?</p>",
            options=(Option("a", "30 ngày", RIGHT), Option("b", "45 ngày", feedback="Xem lại"), Option("c", "60 ngày")),
        ),
        QuestionContent(
            Kind.MULTIPLE,
            "Giấy tờ của hồ sơ",
            "<p>Chọn các giấy tờ cần có.</p>",
            options=(
                Option("a", "Đơn", Decimal(50)),
                Option("b", "Bản sao", Decimal(50)),
                Option("c", "Lệ phí", Decimal(-50)),
            ),
        ),
        QuestionContent(
            Kind.TRUE_FALSE,
            "Niêm yết",
            "<p>Thủ tục phải được niêm yết công khai.</p>",
            options=(Option("true", "Đúng", RIGHT), Option("false", "Sai")),
        ),
        QuestionContent(
            Kind.MATCHING,
            "Đơn và cơ quan",
            "<p>Ghép việc với nơi làm.</p>",
            pairs=(
                Pair("1", "Tiếp nhận", "Bộ phận một cửa"),
                Pair("2", "Ký kết quả", "Chủ tịch"),
                Pair("3", "", "Chi bộ"),
            ),
        ),
        QuestionContent(
            Kind.ORDERING,
            "Các bước tiếp dân",
            "<p>Sắp xếp các bước.</p>",
            items=(Item("a", "Tiếp"), Item("b", "Ghi"), Item("c", "Phân loại"), Item("d", "Trả lời")),
        ),
        QuestionContent(
            Kind.NUMERICAL,
            "Tỷ lệ",
            "<p>Số pi đến hai chữ số?</p>",
            numbers=(
                AcceptedNumber(Decimal("3.14"), Decimal("0.005")),
                AcceptedNumber(Decimal(3), Decimal(1), Decimal(50)),
            ),
        ),
        QuestionContent(
            Kind.SHORT_ANSWER,
            "Thủ đô",
            "<p>Thủ đô của nước ta?</p>",
            accepted=(Accepted("Hà Nội"), Accepted("*thăng long*", Decimal(50))),
        ),
        QuestionContent(
            Kind.CLOZE,
            "Tiếp công dân",
            "<p>Chủ tịch tiếp dân {{1}} ngày, do {{2}} ghi, tại {{3}}.</p>",
            gaps=(
                Gap("1", 2, numbers=(AcceptedNumber(Decimal(2)),)),
                Gap("2", options=(Option("x", "thư ký", RIGHT), Option("y", "khách"))),
                Gap("3", accepted=(Accepted("trụ sở*"),)),
            ),
        ),
        QuestionContent(Kind.ESSAY, "Thu hoạch", "<p>Trình bày bài học của đồng chí.</p>", points=Decimal(10)),
        QuestionContent(
            Kind.SITUATION,
            "Tranh chấp đất",
            "<p>Hai hộ tranh chấp ranh giới. Đồng chí xử lý thế nào?</p>",
            points=Decimal(4),
            rubric=_RUBRIC,
            model_answer="<p>Hòa giải tại xã.</p>",
        ),
    )
}


def content_of(kind: Kind = Kind.SINGLE, **facts) -> QuestionContent:
    """A sound question of the kind, with these facts changed."""
    return replace(CONTENTS[kind], **facts)


class QuestionCategoryFactory(DjangoModelFactory):
    class Meta:
        model = models.QuestionCategory

    name = factory.Sequence(lambda n: f"Nhóm câu hỏi {n}")


class QuestionFactory(DjangoModelFactory):
    """A question with one version of what ``content`` says; ``approved_by`` somebody it is in use."""

    class Meta:
        model = models.Question

    category = factory.SubFactory(QuestionCategoryFactory)
    identity = factory.Sequence(lambda n: f"id:{n}")

    @classmethod
    def _create(cls, model_class, *args, kind=Kind.SINGLE, content=None, made_by=None, approved_by=None, **kwargs):
        question = super()._create(model_class, *args, **kwargs)
        version = models.QuestionVersion(question=question, number=1, made_at=now(), made_by=made_by)
        version.say(content or content_of(kind))
        if approved_by is not None:
            version.review, version.reviewed_by, version.reviewed_at = "approved", approved_by, now()
        version.save()
        question.current, question.approved = version, version if approved_by else None
        question.save()
        return question


class PackageFactory(DjangoModelFactory):
    class Meta:
        model = models.Package

    kind = models.Package.Kind.SCORM12
    title = factory.Sequence(lambda n: f"Gói {n}")
    identifier = factory.Sequence(lambda n: f"https://hoc.vn/goi/{n}")
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    file_name = "goi.zip"

    @factory.post_generation
    def parts(self, create, extracted, **kwargs):
        models.PackageItem.objects.create(
            package=self,
            order=0,
            identifier="https://hoc.vn/bai",
            title="Bài",
            href="index.html",
            reports=True,
            **kwargs,
        )


class PackagePageFactory(PageFactory):
    class Meta:
        model = models.PackagePage

    title = factory.Sequence(lambda n: f"Trang gói {n}")
    package = factory.SubFactory(PackageFactory)
