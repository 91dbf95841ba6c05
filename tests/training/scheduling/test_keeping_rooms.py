"""Closings of rooms taken back or ended, and what modules ask of their rooms."""

from datetime import timedelta

import pytest

from curriculum.clock.time import today
from tests.factories.curriculum import ModulePageFactory, ProgrammePageFactory
from tests.factories.training import RoomFactory
from training.models import ModuleNeed, RoomBlock
from training.scheduling.keeping import close_room, reopen_room, set_needs

pytestmark = pytest.mark.django_db


def test_a_closing_to_come_is_taken_back_and_one_begun_ends_yesterday(cast):
    room, day, office = RoomFactory(), timedelta(days=1), cast.training_office
    coming = close_room(room, starts_on=today() + day, ends_on=today() + 3 * day, reason="Sơn", by=office)
    begun = close_room(room, starts_on=today() - 2 * day, ends_on=today() + 3 * day, reason="Điện", by=office)
    for block in (coming, begun, coming):
        reopen_room(block, by=office)
    assert list(RoomBlock.objects.values_list("reason", "ends_on")) == [("Điện", today() - day)]


def test_the_office_says_what_a_module_needs(cast, client):
    module = ModulePageFactory(parent=ProgrammePageFactory())
    client.force_login(cast.training_office)
    form = {"computers": "each", "projector": "one"}
    assert client.post(f"/admin/module-needs/{module.pk}/", form).status_code == 302
    assert dict(ModuleNeed.objects.values_list("kind", "for_each_learner")) == {"computers": True, "projector": False}
    assert set_needs(module, {"computers": True, "projector": False}, by=cast.training_office) == 2
    page = client.get("/admin/module-needs/?needs=computers").content.decode()
    assert module.title in page
    room = RoomFactory()
    block = close_room(room, starts_on=today(), ends_on=today(), reason="Điện", by=cast.training_office)
    assert f"/admin/room-closings/{block.pk}/open/" in client.get(f"/admin/rooms/{room.pk}/").content.decode()
    assert client.post(f"/admin/room-closings/{block.pk}/open/").status_code == 302
    assert not RoomBlock.objects.exists()
