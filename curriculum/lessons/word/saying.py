"""What a document holds that no block can: each said in a sentence, with how often."""

from collections import Counter

from django.utils.translation import ngettext


def sentences_about(found: Counter[str]) -> list[str]:
    """In the order in which somebody would look after them."""
    counted = {
        "pictures": ngettext(
            "%(count)d picture cannot be shown (EMF, WMF, TIFF or damaged); its place is marked. "
            "In Word save it as PNG and put it in again.",
            "%(count)d pictures cannot be shown (EMF, WMF, TIFF or damaged); their places are marked. "
            "In Word save them as PNG and put them in again.",
            found["pictures"],
        ),
        "outside": ngettext(
            "%(count)d picture is only linked and lies outside the document; it was not fetched.",
            "%(count)d pictures are only linked and lie outside the document; they were not fetched.",
            found["outside"],
        ),
        "formulas": ngettext(
            "%(count)d formula became a line of text in brackets; write it anew or use a picture.",
            "%(count)d formulas became lines of text in brackets; write them anew or use pictures.",
            found["formulas"],
        ),
        "charts": ngettext(
            "%(count)d chart or diagram is missing; its place is marked. Put it in as a picture.",
            "%(count)d charts or diagrams are missing; their places are marked. Put them in as pictures.",
            found["charts"],
        ),
        "objects": ngettext(
            "%(count)d embedded object (a sheet, a formula of old Word) is not taken over.",
            "%(count)d embedded objects (sheets, formulas of old Word) are not taken over.",
            found["objects"],
        ),
        "chunks": ngettext(
            "%(count)d part inserted from another file is missing.",
            "%(count)d parts inserted from other files are missing.",
            found["chunks"],
        ),
        "tracked": ngettext(
            "%(count)d tracked change was taken as accepted: what was added is here, what was deleted is not.",
            "%(count)d tracked changes were taken as accepted: what was added is here, what was deleted is not.",
            found["tracked"],
        ),
        "comments": ngettext(
            "%(count)d comment is not taken over.", "%(count)d comments are not taken over.", found["comments"]
        ),
        "hidden": ngettext(
            "%(count)d piece of hidden text is not taken over.",
            "%(count)d pieces of hidden text are not taken over.",
            found["hidden"],
        ),
        "struck": ngettext(
            "%(count)d piece of text is struck through in the document and is ordinary text here.",
            "%(count)d pieces of text are struck through in the document and are ordinary text here.",
            found["struck"],
        ),
        "boxes": ngettext(
            "The text of %(count)d text box stands after the paragraph it belonged to.",
            "The texts of %(count)d text boxes stand after the paragraphs they belonged to.",
            found["boxes"],
        ),
        "notes": ngettext(
            "%(count)d footnote or endnote stands at the end of the lesson, with its number in the text.",
            "%(count)d footnotes and endnotes stand at the end of the lesson, with their numbers in the text.",
            found["notes"],
        ),
        "merged": ngettext(
            "In %(count)d table merged cells were separated; look whether it still reads well.",
            "In %(count)d tables merged cells were separated; look whether they still read well.",
            found["merged"],
        ),
        "nested": ngettext(
            "%(count)d table within a table became text of its cell.",
            "%(count)d tables within tables became text of their cells.",
            found["nested"],
        ),
        "links": ngettext(
            "%(count)d link leads to no web or mail address; its words stay, the link is gone.",
            "%(count)d links lead to no web or mail address; their words stay, the links are gone.",
            found["links"],
        ),
        "numbered_headings": ngettext(
            "%(count)d heading was numbered by Word; its number is not in the lesson.",
            "%(count)d headings were numbered by Word; their numbers are not in the lesson.",
            found["numbered_headings"],
        ),
        "guessed_headings": ngettext(
            "The document has no styles of headings: %(count)d short paragraph in bold was taken as one.",
            "The document has no styles of headings: %(count)d short paragraphs in bold were taken as such.",
            found["guessed_headings"],
        ),
        "contents": ngettext(
            "The table of contents (%(count)d line) is left out; the lesson shows its own headings.",
            "The table of contents (%(count)d lines) is left out; the lesson shows its own headings.",
            found["contents"],
        ),
        "headers": ngettext(
            "What stands in the head or foot of the pages is left out.",
            "What stands in the heads and feet of the pages is left out.",
            found["headers"],
        ),
    }
    return [sentence % {"count": found[name]} for name, sentence in counted.items() if found[name]]
