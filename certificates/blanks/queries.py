"""The balance of the stock, and whether it agrees with its movements and with the register."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, F, Sum
from django.utils.translation import gettext as _

from certificates.blanks.models import Blank, BlankMovement
from certificates.register.models import Certificate, CertificateKind

State, Kind = Blank.State, BlankMovement.Kind


@dataclass
class Balance:
    """The blanks of one institution, kind and series: how many are where, and what does not agree."""

    institution: str
    kind: str
    series: str
    counts: Counter = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    @property
    def kind_label(self) -> str:
        return str(CertificateKind(self.kind).label)

    @property
    def received(self) -> int:
        return sum(self.counts.values())


def balances() -> list[Balance]:
    """Every series with its balance, in four questions."""
    found: dict[tuple[str, str, str], Balance] = {}
    rows = Blank.objects.values_list("institution__name", "kind", "series", "state").annotate(count=Count("pk"))
    for institution, kind, series, state, count in rows.order_by("institution__name", "kind", "series"):
        balance = found.setdefault((institution, kind, series), Balance(institution, kind, series))
        balance.counts[state] = count
    moved: dict[tuple[str, str, str], Counter] = defaultdict(Counter)
    movements = BlankMovement.objects.values_list("institution__name", "blank_kind", "series", "kind")
    for institution, kind, series, movement, count in movements.annotate(moved=Sum(F("last") - F("first") + 1)):
        moved[institution, kind, series][movement] = count
    for key, balance in found.items():
        if moved[key][Kind.RECEIVED] != balance.received:
            balance.problems.append(
                _("%(received)s were received by the delivery notes, %(known)s are known.")
                % {"received": moved[key][Kind.RECEIVED], "known": balance.received}
            )
        # A blank that was used and then spoiled has left both states behind it.
        if moved[key][Kind.USED] < balance.counts[State.USED]:
            balance.problems.append(_("More blanks are marked as used than were given out."))
    for institution, kind, series, number in _strangers():
        found[institution, kind, series].problems.append(
            _("A blank was used for %(number)s, which stands in another book.") % {"number": number}
        )
    return list(found.values())


def _strangers():
    """Used blanks whose certificate is of another kind or institution."""
    used = Blank.objects.filter(state=State.USED).select_related(None)
    wrong = used.exclude(certificate__kind=F("kind"), certificate__register__institution=F("institution"))
    return wrong.values_list("institution__name", "kind", "series", "certificate__register_number")


def next_blank(*, institution, kind: str) -> Blank | None:
    """The blank that lies on top: where the next issue is usually printed from."""
    return Blank.objects.filter(institution=institution, kind=kind, state=State.IN_STOCK).first()


def without_blank(*, institution, kind: str, year: int) -> int:
    """Standing paper certificates of a year that no blank was recorded for: what a stocktaking has to explain."""
    entries = Certificate.objects.standing().filter(
        register__institution=institution, kind=kind, register__year=year, is_electronic=False
    )
    return entries.exclude(blanks__state=State.USED).count()
