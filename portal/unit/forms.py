"""The filters above the unit's lists."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from training.models import Person, Position, PositionTitle, Unit


class PeopleFilter(forms.Form):
    """Search, title, what the person does now, order."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    title = forms.ModelChoiceField(
        PositionTitle.objects.none(),
        label=pgettext_lazy("posting", "Title"),
        required=False,
        empty_label=_("All titles"),
    )
    now = forms.ChoiceField(
        label=_("Now"),
        required=False,
        choices=[("", _("Everybody")), ("studying", _("In a class")), ("never", _("Never trained"))],
    )

    ORDERS = {
        "name": ["sort_key"],
        "-name": ["-sort_key"],
        "done": ["classes_completed"],
        "-done": ["-classes_completed"],
    }

    def __init__(self, *args, unit: Unit, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        held = Position.objects.current().filter(unit=unit)
        self.fields["title"].queryset = PositionTitle.objects.filter(pk__in=held.values("title"))

    def apply(self, people: QuerySet[Person]) -> QuerySet[Person]:
        data = self.cleaned_data if self.is_valid() else {}
        people = people.matching(data.get("q") or "")
        if data.get("title"):
            held = Position.objects.current().filter(unit=self.unit, title=data["title"])
            people = people.filter(pk__in=held.values("person"))
        if data.get("now") == "studying":
            people = people.filter(is_studying=True)
        elif data.get("now") == "never":
            people = people.filter(classes_completed=0, is_studying=False)
        return people.order_by(*self.ORDERS.get(self.data.get("sort", ""), ["sort_key"]), "staff_code")


class CandidateFilter(forms.Form):
    """Search, title, whether the programme is new to them, only those who can be sent."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    title = forms.CharField(label=pgettext_lazy("posting", "Title"), required=False, widget=forms.Select)
    studied = forms.ChoiceField(
        label=_("This programme"),
        required=False,
        choices=[("", _("All")), ("new", _("Not yet studied")), ("before", _("Studied before"))],
    )
    show = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("Everybody")), ("eligible", _("Only those who can be sent"))]
    )

    def offer_titles(self, names: dict[str, str]) -> None:
        """The titles held in the unit, which are known once its people are looked at."""
        self.fields["title"].widget.choices = [("", _("All titles")), *names.items()]

    def choice(self) -> dict:
        data = self.cleaned_data if self.is_valid() else {}
        return {
            "words": data.get("q") or "",
            "title": data.get("title") or "",
            "studied": data.get("studied") or "",
            "eligible_only": data.get("show") == "eligible",
        }
