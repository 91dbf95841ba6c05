"""Photographs of a contact: read by the two sides, taken away by who added them."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.access import requires
from portal.mentor.contacts import look_at
from training.errors import TrainingError
from training.mentoring.evidence.models import ContactPhoto
from training.mentoring.evidence.services import remove_photo
from training.mentoring.models import MentoringContact


def _readable(request: HttpRequest, key: UUID) -> ContactPhoto:
    contacts = MentoringContact.objects.visible_to(request.user)
    photos = ContactPhoto.objects.select_related("contact__mentorship__posting__person")
    return get_object_or_404(photos, key=key, contact__in=contacts)


@requires()
def photo(request: HttpRequest, key: UUID) -> FileResponse:
    """One picture. A page shows them all at once: seen within the minute they are one look."""
    found = _readable(request, key)
    look_at(found.contact, "photograph", by=request.user, same_within=timedelta(minutes=1))
    return FileResponse(found.file.open("rb"), content_type="image/jpeg")


@requires()
@require_POST
def remove(request: HttpRequest, key: UUID) -> HttpResponse:
    found = _readable(request, key)
    contact = found.contact
    try:
        remove_photo(found, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The photograph is removed."))
    if contact.status == contact.Status.DRAFT:
        return redirect("mentor:contact_write", contact.mentorship.posting_id)
    return redirect("mentor:contact", contact.key)
