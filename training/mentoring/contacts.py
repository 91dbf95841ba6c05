"""What a contact (F1) says, as plain data: to show, to compare, to check and to fingerprint."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from curriculum.clock.time import now
from training.errors import InvalidInput
from training.mentoring.competencies.models import Competency
from training.mentoring.models import ActionPoint, MentoringContact
from training.rotation.capacities import Capacity

OWN_FIELD = {Capacity.MENTEE: "reflection", Capacity.MENTOR: "mentor_feedback"}
TEXTS = ("place", "participants", "topics", "observations", "reflection", "mentor_feedback", "support_needed")
PLAIN = ("duration_minutes", "kind", "concern_level", *TEXTS)
SHARED = {
    "happened_at",
    "next_on",
    "competencies",
    "action_points",
    "previous_actions_reviewed",
    *PLAIN,
} - set(OWN_FIELD.values())

MOST_ACTION_POINTS = 10
LONGEST_MINUTES = 24 * 60


def answers_of(contact: MentoringContact) -> dict[str, Any]:
    """The contact as plain data; competencies by code, moments as ISO text in the installation's time zone."""
    answers = {name: getattr(contact, name) for name in PLAIN}
    answers["happened_at"] = timezone.localtime(contact.happened_at).isoformat() if contact.happened_at else None
    answers["next_on"] = contact.next_on.isoformat() if contact.next_on else None
    answers["previous_actions_reviewed"] = contact.previous_actions_reviewed
    if contact.pk:
        answers["competencies"] = [competency.code for competency in contact.competencies.all()]
        answers["action_points"] = [action_data(action) for action in contact.action_points.all()]
    else:
        answers["competencies"], answers["action_points"] = [], []
    return answers


def action_data(action: ActionPoint) -> dict[str, Any]:
    return {
        "text": action.text,
        "owner": action.owner,
        "due_on": action.due_on.isoformat() if action.due_on else None,
    }


def clean_answers(answers: dict[str, Any], side: Capacity) -> dict[str, Any]:
    """The answers one side may write, in the shape of ``answers_of``; names not given stay as they are.

    Raises ``InvalidInput`` for what can never be right, such as a day that is no day; what is merely missing is
    a matter of handing in.
    """
    writable = SHARED | {OWN_FIELD[side]}
    return {name: _clean(name, value) for name, value in answers.items() if name in writable}


def _clean(name: str, value: Any) -> Any:
    if name in TEXTS:
        return _text(name, value)
    if name == "happened_at":
        return _moment(value)
    if name == "next_on":
        return _day(value)
    if name == "duration_minutes":
        return _minutes(value)
    if name == "kind" and value not in MentoringContact.Kind.values:
        raise InvalidInput(_("Choose the kind of contact."))
    if name == "concern_level":
        if str(value) not in {str(level) for level in MentoringContact.Concern.values}:
            raise InvalidInput(_("Choose the level of concern."))
        return int(value)
    if name == "competencies":
        known = set(Competency.objects.filter(code__in=value).values_list("code", flat=True))
        return sorted(known, key=lambda code: int(code[1:]))
    if name == "action_points":
        return _actions(value)
    if name == "previous_actions_reviewed":
        return [{"action": int(item["action"]), "text": item["text"], "status": item["status"]} for item in value]
    return value


def _text(name: str, value: Any) -> str:
    text = str(value or "").replace("\r\n", "\n").strip()
    field: Any = MentoringContact._meta.get_field(name)
    longest = field.max_length or 20_000
    if len(text) > longest:
        label = field.verbose_name
        raise InvalidInput(
            _("“%(label)s” may have at most %(longest)d characters.") % {"label": label, "longest": longest}
        )
    return text


def _moment(value: Any) -> str | None:
    if not value:
        return None
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except ValueError as error:
        raise InvalidInput(_("The day and hour of the contact cannot be read.")) from error
    moment = timezone.localtime(moment if timezone.is_aware(moment) else timezone.make_aware(moment))
    return moment.replace(second=0, microsecond=0).isoformat()


def _day(value: Any) -> str | None:
    if not value:
        return None
    try:
        return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()
    except ValueError as error:
        raise InvalidInput(_("One of the days cannot be read.")) from error


def _minutes(value: Any) -> int | None:
    if value in (None, ""):
        return None
    if not str(value).isdecimal() or not 1 <= int(value) <= LONGEST_MINUTES:
        raise InvalidInput(_("The length is given in minutes, from 1 to 1440."))
    return int(value)


def _actions(value: list[dict[str, Any]]) -> list[dict[str, Any]]:
    actions = []
    for item in value:
        text = str(item.get("text") or "").strip()
        if not text:
            continue
        if len(text) > (longest := ActionPoint._meta.get_field("text").max_length):
            raise InvalidInput(_("An action may have at most %(longest)d characters.") % {"longest": longest})
        owner = item.get("owner") or Capacity.MENTEE
        if owner not in (Capacity.MENTEE, Capacity.MENTOR):
            raise InvalidInput(_("Say who does each action: the official or the mentor."))
        actions.append({"text": text, "owner": str(owner), "due_on": _day(item.get("due_on"))})
    if len(actions) > MOST_ACTION_POINTS:
        raise InvalidInput(_("At most %(most)d actions fit into one contact.") % {"most": MOST_ACTION_POINTS})
    return actions


def missing_in(answers: dict[str, Any], side: Capacity, *, open_actions: bool) -> dict[str, str]:
    """What the writing side still owes before handing in (mentoring.md F1), by name of the answer.

    ``open_actions`` says whether earlier action points wait for a word on what became of them.
    """
    missing = {}
    if not answers["happened_at"]:
        missing["happened_at"] = _("Say when the contact took place.")
    elif datetime.fromisoformat(answers["happened_at"]) > now():
        missing["happened_at"] = _("The contact lies in the future. Hand it in after it took place.")
    if not answers["duration_minutes"]:
        missing["duration_minutes"] = _("Say how long it lasted.")
    if answers["kind"] == MentoringContact.Kind.SITE_VISIT and not answers["place"]:
        missing["place"] = _("A site visit needs its place.")
    if not answers["participants"]:
        missing["participants"] = _("Say who took part, by role.")
    if open_actions and not answers["previous_actions_reviewed"]:
        missing["previous_actions_reviewed"] = _("Say what became of the earlier action points.")
    if not answers["topics"]:
        missing["topics"] = _("Say in a few words what was discussed.")
    if not answers["competencies"]:
        missing["competencies"] = _("Choose at least one competency.")
    if answers["kind"] == MentoringContact.Kind.OBSERVATION and not answers["observations"]:
        missing["observations"] = _("An observation needs what was observed.")
    if not answers["action_points"]:
        missing["action_points"] = _("Agree on at least one action.")
    if not answers["next_on"]:
        missing["next_on"] = _("Set the day of the next contact.")
    return missing | missing_own(answers, side)


def missing_own(answers: dict[str, Any], side: Capacity) -> dict[str, str]:
    """The one thing only this side can write."""
    name = OWN_FIELD[side]
    if answers[name]:
        return {}
    if side == Capacity.MENTEE:
        return {name: _("Write what you take from it.")}
    return {name: _("Write your feedback.")}
