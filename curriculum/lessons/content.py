"""Content kept in data files, made into the value of a StreamField.

A file holds a list of pairs ``[block, value]``: ``["heading", "…"]``, ``["text", "<p>…</p>"]``, and for the blocks with
parts a mapping, as ``["quotation", {"text": "…", "source": "…"}]``. An image names a file beside the data, a file
names a worksheet to print.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile

from wagtail.images.models import Image
from wagtail.models import Collection

from curriculum.lessons.papers import keep_paper, print_paper

# The sizes ``curriculum/blocks/image.html`` offers.
READING_SIZES = ("width-480|format-webp", "width-800|format-webp", "width-1280|format-webp")


class ContentReader:
    """Reads the pairs of one folder; pictures and papers go to one collection, each once."""

    def __init__(self, folder: Path, collection: Collection) -> None:
        self.folder = folder
        self.collection = collection
        self.readers: dict[str, Callable[[dict], dict]] = {
            "image": self._image,
            "file": self._file,
            "table": self._table,
        }

    def read(self, pairs: list[list[Any]]) -> list[dict[str, Any]]:
        """The pairs as a StreamField stores them. Raises ``FileNotFoundError`` where a picture is missing."""
        return [{"type": kind, "value": self.readers.get(kind, _as_it_is)(value)} for kind, value in pairs]

    def _image(self, value: dict[str, str]) -> dict[str, Any]:
        image = Image.objects.filter(title=value["title"], collection=self.collection).first()
        if image is None:
            with (self.folder / value["file"]).open("rb") as picture:
                image = Image(title=value["title"], collection=self.collection)
                image.file = ImageFile(picture, name=value["file"])
                image.file_size = (self.folder / value["file"]).stat().st_size
                image.save()
            image.get_renditions(*READING_SIZES)  # so that the first reader does not wait for them
        return {
            "image": image.pk,
            "alternative_text": value["alternative_text"],
            "caption": value.get("caption", ""),
        }

    def _file(self, value: dict[str, Any]) -> dict[str, Any]:
        sheet = value["worksheet"]
        content = print_paper("curriculum/papers/worksheet.html", {"sheet": sheet})
        document = keep_paper(sheet["title"], f"{sheet['name']}.pdf", content, self.collection)
        return {"document": document.pk, "description": value.get("description", "")}

    @staticmethod
    def _table(value: dict[str, Any]) -> dict[str, Any]:
        header = value.get("header", "row")
        return {
            "table_caption": value["caption"],
            "table_header_choice": {"col": "column"}.get(header, header),
            "first_row_is_table_header": header in ("row", "both"),
            "first_col_is_header": header in ("col", "both"),
            "data": value["data"],
        }


def _as_it_is(value: Any) -> Any:
    return value
