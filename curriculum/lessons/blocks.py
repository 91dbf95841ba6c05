"""The one family of content blocks. Each carries an icon, a description, its template and a preview for the editor."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.admin.compare import BlockComparison, diff_text
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.documents.models import Document
from wagtail.images.blocks import ImageChooserBlock
from wagtail.images.models import Image
from wagtail.rich_text import RichText

from curriculum.lessons.accessibility import severe_in

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]
PROSE_FEATURES = ["h3", "h4", *TEXT_FEATURES]


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs, lists and the smaller headings between them.")
        template = "curriculum/blocks/text.html"
        preview_value = RichText(
            "<p>Hội nghị chỉ thật sự bắt đầu khi mọi người cùng hiểu <b>việc cần quyết</b>. Trước khi mời phát biểu, "
            "hãy nêu rõ:</p><ul><li>vấn đề cần quyết;</li><li>phương án và ý kiến còn khác nhau.</li></ul>"
        )


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("A heading between parts of the text.")
        template = "curriculum/blocks/heading.html"
        preview_value = "Ba việc của người chủ trì"

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        # Wagtail writes the label beside the field, not for it.
        self.field.widget.attrs["aria-label"] = self.meta.label


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("image"))
    alternative_text = blocks.CharBlock(
        label=_("alternative text"), help_text=_("What the picture shows, for those who cannot see it.")
    )
    caption = blocks.CharBlock(label=_("caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("A picture with its alternative text and caption.")
        template = "curriculum/blocks/image.html"

    def get_preview_value(self) -> dict[str, Any]:
        image = Image.objects.order_by("pk").first()
        return {
            "image": image,
            "alternative_text": image.title if image else "",
            "caption": "Chú thích đứng dưới ảnh.",
        }


class VideoBlock(blocks.StructBlock):
    video = DocumentChooserBlock(label=_("video file"))
    captions = DocumentChooserBlock(label=_("captions (WebVTT)"), help_text=_("Required: many watch without sound."))
    title = blocks.CharBlock(label=_("title"))

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("A video with captions; its size is shown before it is loaded.")
        template = "curriculum/blocks/video.html"

    def get_preview_value(self) -> dict[str, Any]:
        return {"video": None, "captions": None, "title": "Một buổi tiếp công dân mẫu"}


class AudioBlock(blocks.StructBlock):
    audio = DocumentChooserBlock(label=_("audio file"))
    title = blocks.CharBlock(label=_("title"))
    transcript = blocks.RichTextBlock(
        label=_("transcript"),
        features=["bold", "italic", "ol", "ul"],
        help_text=_("Required: for those who cannot hear it, and for those who read faster."),
    )

    class Meta:
        icon = "media"
        label = _("Recording")
        description = _("A recording with its transcript; its size is shown before it is loaded.")
        template = "curriculum/blocks/audio.html"

    def get_preview_value(self) -> dict[str, Any]:
        words = "<p>Thưa bà con, hôm nay chúng tôi đến để nghe trước, trả lời sau.</p>"
        return {"audio": None, "title": "Lời mở đầu một buổi tiếp công dân", "transcript": RichText(words)}


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("file"))
    description = blocks.CharBlock(label=_("description"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("File")
        description = _("A file to download, with its size.")
        template = "curriculum/blocks/file.html"

    def get_preview_value(self) -> dict[str, Any]:
        return {"document": Document.objects.order_by("pk").first(), "description": "In ra, điền bằng tay trong lớp."}


class ChoiceComparison(BlockComparison):
    """Where versions of a page are compared, a choice is told by its label, never by the word that is stored."""

    def htmlvalue(self, val):
        return escape(self.block.label_of(val))

    def htmldiff(self):
        return diff_text(self.block.label_of(self.val_a), self.block.label_of(self.val_b)).to_html()


class LabelledChoiceBlock(blocks.ChoiceBlock):
    """One of a few choices, known to readers by its label."""

    def label_of(self, value: str | None) -> str:
        return str(dict(self.field.choices).get(value, value)) if value else ""

    def get_comparison_class(self) -> type[BlockComparison]:
        return ChoiceComparison


class CalloutBlock(blocks.StructBlock):
    kind = LabelledChoiceBlock(
        label=_("kind"),
        choices=[
            ("note", _("Note")),
            ("important", _("Important")),
            ("example", _("Example")),
            ("question", _("Question to think about")),
        ],
        default="note",
    )
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES)

    class Meta:
        icon = "help"
        label = _("Callout")
        description = _("A note, an example or a question set apart from the text.")
        template = "curriculum/blocks/callout.html"
        preview_value = {
            "kind": "question",
            "text": RichText("<p>Nếu chỉ được chọn một việc để làm trong tuần này, đồng chí chọn việc nào?</p>"),
        }


class DataTableBlock(TableBlock):
    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Rows and columns with a caption and a head.")
        template = "curriculum/blocks/table.html"
        preview_value = {
            "table_caption": "Ai làm việc gì",
            "table_header_choice": "both",
            "first_row_is_table_header": True,
            "first_col_is_header": True,
            "data": [["Việc", "Ai chủ trì", "Khi nào"], ["Gửi tài liệu", "Văn phòng", "Trước 3 ngày"]],
        }


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"))
    source = blocks.CharBlock(label=_("source"), help_text=_("Document, article or person quoted."))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("Words of a document or a person, with their source.")
        template = "curriculum/blocks/quotation.html"
        preview_value = {
            "text": "Chứng chỉ được cấp một lần cho học viên hoàn thành chương trình, vào ngày bế giảng.",
            "source": "Tóm ý Thông tư 03/2023/TT-BNV, Điều 5 khoản 2",
        }


class PackageChooser(blocks.PageChooserBlock):
    """Its pages come with what they offer, in the query that fetches them."""

    def bulk_to_python(self, values):
        pages = self.model_class.objects.select_related("package").in_bulk(values)
        return [pages.get(pk) for pk in values]

    def deconstruct(self):
        return ("wagtail.blocks.PageChooserBlock", *super().deconstruct()[1:])


class PackageBlock(blocks.StructBlock):
    """A card that leads to a page with a package. What it is and how far somebody is, the page itself says."""

    page = PackageChooser(label=_("page with a package"), page_type="curriculum.PackagePage")
    introduction = blocks.CharBlock(label=_("introduction"), required=False, max_length=200)

    class Meta:
        icon = "folder-inverse"
        label = _("Package")
        description = _("Content made elsewhere (SCORM, H5P, cmi5), opened from the lesson.")
        template = "curriculum/blocks/package.html"

    def get_context(self, value, parent_context=None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        page = value.get("page")
        if page is not None and page.live:
            context["card"] = page.card
        return context

    def get_preview_context(self, value, parent_context=None) -> dict[str, Any]:
        return super().get_preview_context(value, parent_context) | {"card": self.EXAMPLE}

    def get_preview_value(self) -> dict[str, Any]:
        return {"page": None, "introduction": "Thử xử lý ba tình huống, chừng mười phút."}

    EXAMPLE = {
        "title": "Tiếp công dân: chọn cách xử lý",
        "address": "#",
        "kind": "H5P",
        "bytes": 1_400_000,
        "minutes": 10,
    }


class ContentBlock(blocks.StreamBlock):
    """Everything a lesson, a programme or a page of the site is written with."""

    text = TextBlock(features=PROSE_FEATURES)
    heading = HeadingBlock()
    image = ImageBlock()
    video = VideoBlock()
    audio = AudioBlock()
    file = FileBlock()
    callout = CalloutBlock()
    table = DataTableBlock()
    quotation = QuotationBlock()

    class Meta:
        template = "curriculum/blocks/content.html"

    def clean(self, value):
        """A draft may lack anything; what is submitted or published shuts nobody out (``accessibility``)."""
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        severe = severe_in(cleaned)
        if severe:
            errors = {place: ValidationError(sentences) for place, sentences in severe.items()}
            raise blocks.StreamBlockValidationError(block_errors=errors)
        return cleaned


class LessonBlock(ContentBlock):
    """A lesson may also open packages of its module."""

    package = PackageBlock()
