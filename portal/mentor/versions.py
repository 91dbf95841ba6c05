"""Two versions of one text, side by side: the person chooses answer by answer, nothing is typed again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.access import requires
from portal.mentor.home import sections
from portal.mentor.words import answer_words
from training.errors import TrainingError
from training.mentoring.contacts import answers_of
from training.mentoring.definitions import Definition
from training.mentoring.diary.services import answers_of as page_answers
from training.mentoring.diary.services import settle_entry
from training.mentoring.forms import Filing
from training.mentoring.models import MentoringContact, ParallelVersion
from training.mentoring.services import settle_contact, settle_form


@requires()
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Only who wrote the second version sees and settles it."""
    found = get_object_or_404(
        ParallelVersion.objects.select_related(
            "contact__mentorship", "form__version", "form__posting__person", "page__posting"
        ),
        pk=pk,
        written_by=request.user,
    )
    record, present, settled = _record_of(found, request.user)
    differing = _differing(found, present)
    if request.method == "POST":
        chosen = {
            row["name"]: found.answers[row["name"]] for row in differing if request.POST.get(row["name"]) == "other"
        }
        for row in differing:
            if row["both"] and request.POST.get(row["name"]) == "both":
                chosen[row["name"]] = row["both"]
        try:
            settled(record, chosen, by=request.user)
        except TrainingError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Settled. Both versions stay in the record."))
        return redirect(_address(found))
    context = {"version": found, "rows": differing, "back": _address(found), **sections(request)}
    return render(request, "portal/mentor/version.html", context)


def _record_of(found: ParallelVersion, user) -> tuple[Any, dict[str, Any], Callable[..., Any]]:
    """What the version lies beside, what that says now, and the service that settles the two."""
    if found.contact:
        return found.contact, answers_of(found.contact), settle_contact
    if found.page:
        return found.page, page_answers(found.page), settle_entry
    return found.form, Filing.of(found.form, user).answers, settle_form


def _address(found: ParallelVersion) -> str:
    if found.page:
        return reverse("mentor:diary_page", args=[found.page.key])
    if found.form:
        return reverse("mentor:form", args=[found.form.pk])
    if found.contact.status == MentoringContact.Status.DRAFT:
        return reverse("mentor:contact_write", args=[found.contact.mentorship.posting_id])
    return reverse("mentor:contact", args=[found.contact.key])


def _differing(found: ParallelVersion, present: dict[str, Any]) -> list[dict[str, Any]]:
    labels = _labels(found)
    rows = []
    for name, value in found.answers.items():
        before = present.get(name)
        if value == before:
            continue
        joined = (
            f"{before}\n\n{value}" if isinstance(value, str) and isinstance(before, str) and value and before else ""
        )
        rows.append(
            {
                "name": name,
                "label": labels.get(name, name),
                "present": answer_words(before),
                "other": answer_words(value),
                "both": joined,
            }
        )
    return rows


def _labels(found: ParallelVersion) -> dict[str, str]:
    if found.form:
        return {item.id: item.label for item in Definition.of(found.form.version).fields()}
    fields = {
        field.name: str(field.verbose_name)
        for field in (found.page or found.contact)._meta.get_fields()
        if hasattr(field, "verbose_name")
    }
    return fields | {"action_points": _("action points")}
