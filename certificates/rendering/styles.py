"""Styles reckoned once: what the sheets say of an element is the same in each certificate of a design.

WeasyPrint shares a style between elements of one page that the same rules meet under the same parent. Here it is shared
between pages too, by the same key. For pages without tables and without styles of their own: these are changed while
they are laid out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from weasyprint import css

Styles = dict[tuple, css.ComputedStyle]
LANGUAGE = "lang"  # the one rule that WeasyPrint writes anew for each page
MOST = 2000  # styles of a few dozen shapes of a page; then begun anew

_styles: ContextVar[Styles | None] = ContextVar("styles", default=None)


@contextmanager
def remembered_in(styles: Styles | None) -> Iterator[None]:
    """Print with these styles, and add to them what is met for the first time."""
    if styles is not None and len(styles) > MOST:
        styles.clear()
    token = _styles.set(styles)
    try:
        yield
    finally:
        _styles.reset(token)


class SharingStyleFor(css.StyleFor):
    """A remembered style holds the rules and the parent it came from, so that their identity is theirs for good."""

    def set_computed_styles(
        self, element, parent, root=None, pseudo_type=None, base_url=None, target_collector=None
    ) -> None:
        styles = _styles.get()
        if styles is None:
            super().set_computed_styles(element, parent, root, pseudo_type, base_url, target_collector)
            return
        computed = self.get_computed_styles()
        cascaded = self.get_cascaded_styles().get((element, pseudo_type), {})
        above = 0 if element == root and pseudo_type is None else id(computed[parent, None])
        rules = tuple(
            (name, value if name == LANGUAGE else id(value), precedence, layer, tuple(specificity))
            for name, (value, (precedence, layer, specificity)) in cascaded.items()
        )
        key = (above, pseudo_type, base_url, rules)
        if key not in styles:
            super().set_computed_styles(element, parent, root, pseudo_type, base_url, target_collector)
            styles[key] = computed[element, pseudo_type]
        computed[element, pseudo_type] = styles[key]


css.StyleFor = SharingStyleFor
