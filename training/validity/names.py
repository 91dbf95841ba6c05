"""Rows of reference tables carry their name in both languages; the screen shows that of the reader."""

from django.utils.translation import get_language


class InTwoLanguages:
    """``name`` is for screens. What is printed or frozen asks for ``name_vi`` by name."""

    name_vi: str
    name_en: str

    @property
    def name(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name_vi
