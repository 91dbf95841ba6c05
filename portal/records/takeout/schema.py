"""The shape of a takeout as a JSON Schema, made of the sections themselves, so that it cannot say anything else."""

from typing import Any

from django.db.models import Field
from django.utils.translation import override

from portal.records.takeout.reading import Section
from portal.records.takeout.sections import SECTIONS

FORMAT, VERSION = "co-so-takeout", 1


def schema() -> dict[str, Any]:
    """Draft 2020-12. Titles are the Vietnamese words of the screens."""
    with override("vi"):
        sections = {section.name: _rows(section) for section in SECTIONS}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dữ liệu của cán bộ trên Cổng đào tạo và kèm cặp cán bộ cơ sở",
        "type": "object",
        "required": ["format", "version", "made_at", "sections"],
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "made_at": {"type": "string", "format": "date-time"},
            "sections": {
                "type": "object",
                "properties": sections,
                "required": list(sections),
                "additionalProperties": False,
            },
        },
    }


def _rows(section: Section) -> dict[str, Any]:
    properties = {name: {"title": _title(section, name)} for name in section.fields}
    for name in section.files:
        properties[name]["description"] = "Đường dẫn của tệp trong gói này; trống nếu không có."
    return {
        "title": str(section.model._meta.verbose_name_plural),
        "type": "array",
        "items": {
            "type": "object",
            "properties": properties,
            "required": list(section.fields),
            "additionalProperties": False,
        },
    }


def _title(section: Section, path: str) -> str:
    """The words of the field at the end of the path."""
    model, field = section.model, None
    for name in path.split("__"):
        if name not in {one.name for one in model._meta.get_fields()}:
            return name  # worked out by the section itself
        field = model._meta.get_field(name)
        model = field.related_model or model
    return str(field.verbose_name) if isinstance(field, Field) else path
