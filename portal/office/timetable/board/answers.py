"""What the board asks while it is used; each answer is JSON."""

from django.http import HttpRequest, JsonResponse
from django.views import View

from portal.office.base import PermissionByName
from portal.office.timetable.board.rows import year_on_the_board


class BoardAnswer(PermissionByName, View):
    """An answer of the moment: no cache keeps it."""

    permission = "portal.see_classes"

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        answer = super().dispatch(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer


class Rows(BoardAnswer):
    """The whole year, once."""

    def get(self, request: HttpRequest, year: int) -> JsonResponse:
        return JsonResponse(year_on_the_board(year, request.user), json_dumps_params={"separators": (",", ":")})
