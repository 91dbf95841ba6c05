"""The contact form (F1): sensible defaults, a handful of taps, everything else by typing or by voice."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from curriculum.clock.time import now, today
from portal.widgets import DateInput, DateTimeInput
from training.mentoring.competencies.models import Competency
from training.mentoring.contacts import OWN_FIELD, SHARED, missing_in
from training.mentoring.models import ActionPoint, MentoringContact, Mentorship
from training.regulations.queries import value_on
from training.rotation.capacities import Capacity

USUAL_MINUTES = 45
MINUTES = [(15, "15"), (30, "30"), (45, "45"), (60, "60"), (90, "90"), (120, "120"), (240, "240")]
SPARE_LINES = 2
OWNERS = [("mentee", gettext_lazy("the official")), ("mentor", gettext_lazy("the mentor"))]


def text_area(rows: int, placeholder: str = "") -> forms.Textarea:
    """Room for words, typed or dictated: the language tells the keyboard of a phone what it will hear."""
    attributes = {"rows": rows, "placeholder": placeholder, "autocapitalize": "sentences", "lang": "vi"}
    return forms.Textarea(attrs=attributes)


class ContactForm(forms.Form):
    """Nothing is required while one types; ``missing_in`` says at handing in what is still owed."""

    required_css_class = ""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=MentoringContact.Kind.choices, required=False)
    happened_at = forms.DateTimeField(label=gettext_lazy("When"), widget=DateTimeInput, required=False)
    duration_minutes = forms.TypedChoiceField(label=gettext_lazy("Minutes"), coerce=int, required=False, empty_value="")
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    participants = forms.CharField(
        label=gettext_lazy("Who took part"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("By role, such as “head of village 3”. No names of third persons."),
    )
    topics = forms.CharField(label=gettext_lazy("What was discussed"), widget=text_area(3), required=False)
    competencies = forms.MultipleChoiceField(label=gettext_lazy("Competencies"), required=False)
    observations = forms.CharField(
        label=gettext_lazy("What was observed, evidence"), widget=text_area(2), required=False
    )
    reflection = forms.CharField(label=gettext_lazy("What I take from it"), widget=text_area(3), required=False)
    mentor_feedback = forms.CharField(label=gettext_lazy("My feedback"), widget=text_area(3), required=False)
    support_needed = forms.CharField(
        label=gettext_lazy("Difficulties, support asked for"), widget=text_area(2), required=False
    )
    concern_level = forms.TypedChoiceField(
        label=gettext_lazy("Level of concern"), choices=MentoringContact.Concern.choices, coerce=int, required=False
    )
    next_on = forms.DateField(label=gettext_lazy("Next contact"), widget=DateInput, required=False)

    def __init__(self, *args, side: Capacity, open_actions=(), answers: dict[str, Any], **kwargs) -> None:
        super().__init__(*args, initial=self._initial(answers, open_actions), **kwargs)
        self.side = side
        self.open_actions = list(open_actions)
        other = OWN_FIELD[Capacity.MENTOR if side == Capacity.MENTEE else Capacity.MENTEE]
        del self.fields[other]
        self.fields["competencies"].choices = [(row.code, row) for row in Competency.objects.current()]
        minutes = answers.get("duration_minutes")
        known = dict(MINUTES)
        extra = [] if not minutes or minutes in known else [(minutes, str(minutes))]
        self.fields["duration_minutes"].choices = sorted([*MINUTES, *extra])
        self.lines = len(answers.get("action_points") or []) + SPARE_LINES
        if self.is_bound:
            sent = [name for name in self.data if name.startswith("action-") and name.endswith("-text")]
            self.lines = min(max(self.lines, len(sent)), 10)
        self._add_actions()
        self._add_reviewed()

    def _initial(self, answers: dict[str, Any], open_actions) -> dict[str, Any]:
        initial = dict(answers)
        initial["happened_at"] = (answers.get("happened_at") or "")[:16]
        for index, action in enumerate(answers.get("action_points") or []):
            for part in ("text", "owner", "due_on"):
                initial[f"action-{index}-{part}"] = action[part]
        for item in answers.get("previous_actions_reviewed") or []:
            initial[f"earlier-{item['action']}"] = item["status"]
        return initial

    def _add_actions(self) -> None:
        for index in range(self.lines):
            number = {"number": index + 1}
            self.fields[f"action-{index}-text"] = forms.CharField(
                label=_("Action %(number)d") % number, max_length=300, required=False
            )
            self.fields[f"action-{index}-owner"] = forms.ChoiceField(
                label=_("By whom, action %(number)d") % number, choices=OWNERS, required=False
            )
            self.fields[f"action-{index}-due_on"] = forms.DateField(
                label=_("Until when, action %(number)d") % number, widget=DateInput, required=False
            )

    def _add_reviewed(self) -> None:
        for action in self.open_actions:
            self.fields[f"earlier-{action.pk}"] = forms.ChoiceField(
                label=action.text, choices=ActionPoint.Status.choices, required=False
            )

    @property
    def action_lines(self) -> list[tuple]:
        return [
            (self[f"action-{index}-text"], self[f"action-{index}-owner"], self[f"action-{index}-due_on"])
            for index in range(self.lines)
        ]

    @property
    def earlier_actions(self) -> list[tuple]:
        return [(action, self[f"earlier-{action.pk}"]) for action in self.open_actions]

    @property
    def own(self) -> forms.BoundField:
        return self[OWN_FIELD[self.side]]

    @property
    def chosen(self) -> set[str]:
        return set(self["competencies"].value() or [])

    def answers(self) -> dict[str, Any]:
        """What was typed, in the shape the services take."""
        data = self.cleaned_data
        names = [name for name in data if "-" not in name]
        answers = {name: data[name] for name in names}
        answers["kind"] = data["kind"] or MentoringContact.Kind.MEETING
        answers["concern_level"] = data["concern_level"] or 0
        answers["action_points"] = [
            {part: data[f"action-{index}-{part}"] for part in ("text", "owner", "due_on")}
            for index in range(self.lines)
        ]
        answers["previous_actions_reviewed"] = [
            {"action": action.pk, "text": action.text, "status": data[f"earlier-{action.pk}"]}
            for action in self.open_actions
            if data[f"earlier-{action.pk}"]
        ]
        return answers

    def touched(self, inputs: set[str] | None) -> set[str] | None:
        """The answers to which the inputs belong: an action has three, each earlier one is part of the review."""
        if inputs is None:
            return None
        parts = {"action": "action_points", "earlier": "previous_actions_reviewed"}
        return {parts.get(name.partition("-")[0], name) for name in inputs}

    def needs(self) -> dict[str, str]:
        """What a device checks itself before it hands in without a network: a sentence for each input left empty."""
        nothing = dict.fromkeys([*SHARED, *OWN_FIELD.values()], "")
        missing = missing_in(nothing, self.side, open_actions=bool(self.open_actions))
        inputs = {"action_points": "action-0-text", "previous_actions_reviewed": "earlier"}
        return {inputs.get(name, name): sentence for name, sentence in missing.items()}

    def show_missing(self, by_field: dict[str, str]) -> None:
        """Put each sentence of a refusal where it belongs."""
        for name, sentence in by_field.items():
            if name == "action_points":
                name = "action-0-text"
            self.add_error(name if name in self.fields else None, sentence)


def default_answers(mentorship: Mentorship) -> dict[str, Any]:
    """Now, forty-five minutes, where one met last time, the two of them, and the next one after the cadence."""
    last = mentorship.contacts.held().order_by("-happened_at").first()
    return {
        "happened_at": now().replace(second=0, microsecond=0).isoformat(),
        "duration_minutes": USUAL_MINUTES,
        "kind": MentoringContact.Kind.MEETING,
        "place": last.place if last else mentorship.posting.host_today.display_name,
        "participants": last.participants if last else _("Mentor, official"),
        "concern_level": 0,
        "next_on": (today() + timedelta(days=value_on("mentoring.contact_days"))).isoformat(),
        "action_points": [],
    }
