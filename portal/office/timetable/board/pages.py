"""The board itself: a frame with what is looked at, the week as a list, and what the scripts need to know."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from curriculum.clock.time import today
from portal.office.base import OfficePage
from portal.office.timetable.board.agenda import agenda_of
from portal.office.timetable.board.edits import can_of
from portal.office.timetable.board.looking import ONLY, ROWS, ZOOMS, Looking
from portal.office.timetable.board.rows import SLOTS, open_draft_of
from portal.office.timetable.board.words import words
from training.models import Lecturer, TimetableDraft, TrainingClass

ANY = 0  # stands for the row in an address the scripts fill in


class Board(OfficePage):
    permission = "portal.see_classes"
    page_title = _("Timetable board")
    header_icon = "grid"
    template_name = "portal/office/timetable/board.html"

    @cached_property
    def looking(self) -> Looking:
        return Looking.of(self.request)

    @cached_property
    def draft(self) -> TimetableDraft | None:
        return open_draft_of(self.looking.year)

    @cached_property
    def may_plan(self) -> bool:
        return self.request.user.has_perm("training.schedule_meeting")

    def get_context_data(self, **kwargs):
        looking, may_edit = self.looking, self.may_plan and self.draft is not None
        can = can_of(self.draft, self.request.user) if may_edit else {}
        return super().get_context_data(
            looking=looking,
            draft=self.draft,
            may_plan=self.may_plan,
            may_edit=may_edit,
            can=can,
            zooms=ZOOMS,
            row_kinds=ROWS,
            only_kinds=ONLY,
            choices=self._choices(),
            agenda=agenda_of(looking, self.draft, self.request.user),
            board=self._board() | ({"can": can} if may_edit else {}),
            words=words(),
            **kwargs,
        )

    def _choices(self) -> list[tuple]:
        """The filters: name, label, the word for all, what may be chosen, what is."""
        year = self.looking.year
        classes = TrainingClass.objects.visible_to(self.request.user).filter(opens_on__year=year)
        classes = list(classes.select_related("programme").order_by("code"))
        programmes = {one.programme_id: f"{one.programme.code} {one.programme.title}" for one in classes}
        lecturers = Lecturer.objects.select_related("person").order_by("person__sort_key")
        filters = [
            ("programme", _("Programme"), _("All programmes"), sorted(programmes.items(), key=lambda one: one[1])),
            ("class", _("Class"), _("All classes"), [(one.pk, one.code) for one in classes]),
            ("lecturer", _("Lecturer"), _("All lecturers"), [(one.pk, str(one)) for one in lecturers]),
        ]
        return [(*one, self.looking.filters.get(one[0])) for one in filters]

    def _board(self) -> dict:
        """What the scripts need: who and when, what may be done, where to ask."""
        year = self.looking.year
        known = {
            "user": self.request.user.pk,
            "year": year,
            "today": today(),
            "slots": SLOTS,
            "may_edit": self.may_plan and self.draft is not None,
            "rows_url": reverse("office:board_rows", args=[year]),
        }
        if self.draft is None:
            return known
        known["edits_url"] = reverse("office:board_edits", args=[self.draft.pk])
        if self.may_plan:
            known |= (
                {f"{name}_url": reverse(f"office:board_{name}", args=[self.draft.pk]) for name in ("undo", "redo")}
                | {
                    f"{name}_url": reverse(f"office:board_{name}", args=[ANY])
                    for name in ("move", "preview", "place", "lock", "remove")
                }
                | {"places_url": reverse("office:find_place", args=[ANY])}
            )
        return known
