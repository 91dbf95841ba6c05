"""Wagtail's checks know our blocks, and the media library asks for words."""

from types import SimpleNamespace

import pytest

from django.utils.translation import override

from wagtail.admin.userbar import ContentCheckerItem
from wagtail.images.forms import get_image_form
from wagtail.images.models import Image

from portal.pages.checker import BlockChecker
from portal.wagtail_hooks import check_our_blocks


def test_the_editor_checks_with_our_rules_in_our_words():
    items = [SimpleNamespace(), ContentCheckerItem(in_editor=True)]
    check_our_blocks(None, items, None)
    checker = items[1]
    assert isinstance(checker, BlockChecker)
    assert checker.in_editor
    with override("vi"):
        told = checker.get_axe_configuration(None)
        said = {name: str(words["error_name"]) for name, words in told["messages"].items()}
    assert "empty-meta-description" not in told["options"]["runOnly"]
    assert {rule["id"] for rule in told["spec"]["rules"]} <= set(told["options"]["runOnly"])
    assert set(told["options"]["runOnly"]) <= set(said)
    assert said["video-without-captions"] == "Video chưa có phụ đề"


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "is_refused"), [("", True), ("IMG_12.jpg", True), ("Người dân chờ tiếp", False)])
def test_a_picture_comes_with_its_words(words, is_refused):
    form = get_image_form(Image)({"title": "Ảnh", "description": words})
    form.is_valid()
    assert ("description" in form.errors) is is_refused
