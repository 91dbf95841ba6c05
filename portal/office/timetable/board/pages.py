"""The board itself: a frame with what is looked at, the week as a list, and what the scripts need to know."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.office.base import OfficePage
from portal.office.timetable.board.agenda import agenda_of
from portal.office.timetable.board.looking import ONLY, ROWS, ZOOMS, Looking
from portal.office.timetable.board.words import words
from training.models import Lecturer, TrainingClass


class Board(OfficePage):
    permission = "portal.see_classes"
    page_title = _("Timetable board")
    header_icon = "grid"
    template_name = "portal/office/timetable/board.html"

    @cached_property
    def looking(self) -> Looking:
        return Looking.of(self.request)

    def get_context_data(self, **kwargs):
        looking = self.looking
        return super().get_context_data(
            looking=looking,
            zooms=ZOOMS,
            row_kinds=ROWS,
            only_kinds=ONLY,
            choices=self._choices(),
            agenda=agenda_of(looking, self.request.user),
            board=self._board(),
            words=words(),
            **kwargs,
        )

    def _choices(self) -> list[tuple[str, str, list[tuple[int, str]], int | None]]:
        """The filters: name, label, what may be chosen, what is."""
        year = self.looking.year
        classes = TrainingClass.objects.visible_to(self.request.user).filter(opens_on__year=year)
        classes = list(classes.select_related("programme").order_by("code"))
        programmes = {one.programme_id: f"{one.programme.code} {one.programme.title}" for one in classes}
        lecturers = Lecturer.objects.select_related("person").order_by("person__sort_key")
        chosen = self.looking.filters
        return [
            ("programme", _("Programme"), sorted(programmes.items(), key=lambda one: one[1]), chosen.get("programme")),
            ("class", _("Class"), [(one.pk, one.code) for one in classes], chosen.get("class")),
            ("lecturer", _("Lecturer"), [(one.pk, str(one)) for one in lecturers], chosen.get("lecturer")),
        ]

    def _board(self) -> dict:
        year = self.looking.year
        return {
            "user": self.request.user.pk,
            "year": year,
            "today": today(),
            "may_edit": False,
            "rows_url": reverse("office:board_rows", args=[year]),
        }
