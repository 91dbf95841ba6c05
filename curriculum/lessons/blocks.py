"""The one family of content blocks. Each carries an icon, a description and its template."""

from django.utils.translation import gettext_lazy as _

from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("A heading between parts of the text.")
        template = "curriculum/blocks/heading.html"


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


class VideoBlock(blocks.StructBlock):
    video = DocumentChooserBlock(label=_("video file"))
    captions = DocumentChooserBlock(label=_("captions (WebVTT)"), help_text=_("Required: many watch without sound."))
    title = blocks.CharBlock(label=_("title"))

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("A video with captions; its size is shown before it is loaded.")
        template = "curriculum/blocks/video.html"


class FileBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("file"))
    description = blocks.CharBlock(label=_("description"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("File")
        description = _("A file to download, with its size.")
        template = "curriculum/blocks/file.html"


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
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


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"))
    source = blocks.CharBlock(label=_("source"), help_text=_("Document, article or person quoted."))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("Words of a document or a person, with their source.")
        template = "curriculum/blocks/quotation.html"


class ContentBlock(blocks.StreamBlock):
    """Everything a lesson, a programme or a page of the site is written with."""

    text = blocks.RichTextBlock(
        label=_("Text"), features=TEXT_FEATURES, icon="pilcrow", template="curriculum/blocks/text.html"
    )
    heading = HeadingBlock()
    image = ImageBlock()
    video = VideoBlock()
    file = FileBlock()
    callout = CalloutBlock()
    table = TableBlock(label=_("Table"), icon="table", template="curriculum/blocks/table.html")
    quotation = QuotationBlock()
