"""What load balancers, monitors and ``make demo`` ask."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.health.queries import parts


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when everything answers, 503 when a part is down; the body names each part."""
    states = parts()
    healthy = all(states.values())
    answer = {"status": _word(healthy), "version": settings.VERSION}
    answer |= {name: _word(state) for name, state in states.items()}
    return JsonResponse(answer, status=200 if healthy else 503)


def _word(state: bool) -> str:
    return "ok" if state else "down"
