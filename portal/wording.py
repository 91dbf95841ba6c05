"""Words of Django that people see here and that its own Vietnamese lacks.

Listed because ``makemessages`` reads only our own files; nothing imports this module.
"""

from django.utils.translation import gettext_noop, ngettext, npgettext

WORDS = (
    gettext_noop("%(delta)s ago"),
    gettext_noop("%(delta)s from now"),
    gettext_noop("Enter a complete value."),
    gettext_noop("Enter a valid duration."),
    gettext_noop("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    gettext_noop("Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens."),
    gettext_noop("File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s."),
    gettext_noop("ManagementForm data is missing or has been tampered with"),
    gettext_noop("Null characters are not allowed."),
    gettext_noop("That page contains no results"),
    gettext_noop("That page number is less than 1"),
    gettext_noop("That page number is not an integer"),
)


def _with_number(num: int) -> tuple[str, ...]:
    """Never called; the calls name the words for ``makemessages``."""
    return (
        ngettext("%(num)d year", "%(num)d years", num),
        ngettext("%(num)d month", "%(num)d months", num),
        ngettext("%(num)d week", "%(num)d weeks", num),
        ngettext("%(num)d day", "%(num)d days", num),
        ngettext("%(num)d hour", "%(num)d hours", num),
        ngettext("%(num)d minute", "%(num)d minutes", num),
        npgettext("naturaltime-past", "%(num)d year", "%(num)d years", num),
        npgettext("naturaltime-past", "%(num)d month", "%(num)d months", num),
        npgettext("naturaltime-past", "%(num)d week", "%(num)d weeks", num),
        npgettext("naturaltime-past", "%(num)d day", "%(num)d days", num),
        npgettext("naturaltime-past", "%(num)d hour", "%(num)d hours", num),
        npgettext("naturaltime-past", "%(num)d minute", "%(num)d minutes", num),
        npgettext("naturaltime-future", "%(num)d year", "%(num)d years", num),
        npgettext("naturaltime-future", "%(num)d month", "%(num)d months", num),
        npgettext("naturaltime-future", "%(num)d week", "%(num)d weeks", num),
        npgettext("naturaltime-future", "%(num)d day", "%(num)d days", num),
        npgettext("naturaltime-future", "%(num)d hour", "%(num)d hours", num),
        npgettext("naturaltime-future", "%(num)d minute", "%(num)d minutes", num),
    )
