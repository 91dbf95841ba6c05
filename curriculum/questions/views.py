"""The pictures of questions, for whoever is signed in. A file never changes: its address is what it holds."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from curriculum.questions.models import QuestionPicture
from curriculum.questions.pictures import TYPES

CONTENT_TYPES = dict(TYPES.values())


@require_safe
@login_required
@cache_control(private=True, max_age=31_536_000, immutable=True)
def picture(request: HttpRequest, key: str) -> FileResponse:
    kept = get_object_or_404(QuestionPicture, key=key)
    content_type = CONTENT_TYPES.get(kept.file.name.rpartition(".")[2])
    if content_type is None:
        raise Http404
    return FileResponse(kept.file.open("rb"), content_type=content_type)
