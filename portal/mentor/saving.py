"""The server's half of the contract of ``autosave.js``."""

from uuid import UUID, uuid4

from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from training.mentoring.services.saved import Saved


def client_key(request: HttpRequest) -> UUID:
    """The key the device gave its draft; a new one where it gave none that can be read."""
    try:
        return UUID(request.POST.get("client_key", ""))
    except ValueError:
        return uuid4()


def version_of(request: HttpRequest) -> int:
    """The version the person started from; 0, the beginning, where none was sent."""
    given = request.POST.get("base_version", "")
    return int(given) if given.isdecimal() else 0


def touched_in(request: HttpRequest) -> set[str] | None:
    """The inputs the person changed on this device, by name; None where the device does not say."""
    given = request.POST.get("touched")
    return None if given is None else set(filter(None, given.split(",")))


def saved_answer(saved: Saved) -> JsonResponse:
    conflict = {"url": reverse("mentor:version", args=[saved.conflict.pk])} if saved.conflict else None
    return JsonResponse(
        {
            "saved_at": saved.saved_at.isoformat(),
            "version": saved.version,
            "conflict": conflict,
            "joined": saved.joined,
        },
        status=409 if conflict else 200,
    )
