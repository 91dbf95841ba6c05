"""Display only: the small parts every page is made of. ``{% load ui %}``; see them all at /styleguide/."""

from datetime import date, datetime
from functools import lru_cache
from zlib import crc32

from django import template
from django.template.defaulttags import querystring
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from curriculum.clock.time import today
from portal.icons import all_icons
from portal.tones import tone_of

register = template.Library()


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """``{% icon "calendar" %}``; decorative unless ``label`` names it. ``size="l"`` for large."""
    return _drawn(name, size, str(label))


@lru_cache(maxsize=1024)
def _drawn(name: str, size: str, label: str) -> SafeString:
    shapes = mark_safe(all_icons()[name])
    css = f"icon icon--{size}" if size else "icon"
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>',
            css,
            label,
            shapes,
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        css,
        shapes,
    )


@register.filter
def tone(state: object) -> str:
    """``{{ row.status|tone }}``: the tone of a state's word, for parts that are no badge."""
    return tone_of(str(state))


@register.simple_tag
def badge(label: str, state: str = "", tone: str = "") -> SafeString:
    """``{% badge class.get_state_display class.state %}``: the state in words, in the tone its word has everywhere."""
    return format_html('<span class="badge badge--{}">{}</span>', tone or tone_of(state), label)


@register.simple_tag
def progress(value: float, total: float, label: str = "", tone: str = "") -> SafeString:
    """A bar with its figures in words: ``{% progress 7 12 _("Meetings attended") %}``."""
    return mark_safe(
        render_to_string(
            "portal/components/progress.html",
            {"value": value, "total": total, "label": label, "tone": tone},
        )
    )


@register.simple_tag
def avatar(person: object, size: str = "") -> SafeString:
    """Initials of the family and the given name on a ground that is always the same for one name."""
    words = str(person).split()
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
    css = f"avatar avatar--{crc32(str(person).encode()) % 4}" + (f" avatar--{size}" if size else "")
    return format_html('<span class="{}" aria-hidden="true">{}</span>', css, initials)


@register.filter
def file_size(size: int | None) -> str:
    """Bytes in words people know: 812 KB, 1,4 MB."""
    amount = float(size or 0)
    for unit in ("B", "KB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    places = 1 if unit in ("MB", "GB") and amount < 100 else 0
    return f"{formats.number_format(round(amount, places), places)} {unit}"


@register.filter
def until(day: date | datetime | None) -> str:
    """How far off a day is, as one would say it: today, tomorrow, in 5 days, 3 days late."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    days = (day - today()).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days > 1:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


@register.filter
def weekday(day: date) -> str:
    """The day's name: Monday, thứ Hai."""
    return formats.date_format(day, "l")


@register.simple_tag(takes_context=True)
def section(
    context, view: str, label: str, icon: str, exact: bool = False, count: int = 0, here: bool = False
) -> SafeString:
    """One entry of a workspace's section bar, marked when the page lies at or below it, or the view says so."""
    url = reverse(view)
    path = context["request"].path
    current = "page" if path == url else "true" if here or (not exact and path.startswith(url)) else ""
    return mark_safe(
        render_to_string(
            "portal/components/section.html",
            {
                "url": url,
                "label": label,
                "icon": icon,
                "current": current,
                "count": count,
            },
        )
    )


@register.simple_block_tag(end_name="end_page_head")
def page_head(content: str, title: str, lead: str = "", eyebrow: str = "") -> SafeString:
    """The head of a page; what stands between the tags are its actions."""
    context = {
        "actions": mark_safe(content.strip()),
        "title": title,
        "lead": lead,
        "eyebrow": eyebrow,
    }
    return mark_safe(render_to_string("portal/components/page_head.html", context))


@register.simple_block_tag(end_name="end_empty_state")
def empty_state(content: str, title: str, icon: str = "inbox") -> SafeString:
    """Nothing here yet: the words between the tags say what to do next."""
    return mark_safe(
        render_to_string(
            "portal/components/empty_state.html",
            {"body": content, "title": title, "icon": icon},
        )
    )


@register.simple_block_tag(end_name="end_alert")
def alert(content: str, tone: str = "info", title: str = "") -> SafeString:
    """What happened, what was kept, what to do. ``tone``: info, good, warn, bad."""
    return mark_safe(
        render_to_string(
            "portal/components/alert.html",
            {"body": content, "title": title, "tone": tone},
        )
    )


@register.simple_tag(takes_context=True)
def pagination(context, page, name: str = "page") -> SafeString:
    """Pages of a list, the other parts of the address kept: ``{% pagination page_obj %}``."""

    def address(number: int) -> str:
        return querystring(context, context["request"].GET, **{name: number})

    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    values = {
        "page": page,
        "places": [(n, "" if n == page.paginator.ELLIPSIS else address(n)) for n in elided],
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }
    return mark_safe(render_to_string("portal/components/pagination.html", values))


@register.simple_tag(takes_context=True)
def sort_head(context, field: str, label: str, name: str = "sort") -> SafeString:
    """A column's head that sorts, and turns round at the second press: ``{% sort_head "name" _("Name") %}``."""
    request = context["request"]
    now = request.GET.get(name, "")
    query = request.GET.copy()
    query[name] = f"-{field}" if now == field else field
    query.pop("page", None)
    mark = "arrow-up" if now == field else "arrow-down" if now == f"-{field}" else "arrow-up-down"
    word = {"arrow-up": _("ascending"), "arrow-down": _("descending")}.get(mark, _("sort"))
    return format_html(
        '<a href="?{}">{} {}<span class="visually-hidden">({})</span></a>',
        query.urlencode(),
        label,
        icon(mark),
        word,
    )
