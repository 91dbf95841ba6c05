"""The tree of categories: adding, renaming and moving drawers of the bank."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log
from wagtail.models import Page

from curriculum.errors import InvalidInput, WrongState
from curriculum.permissions import require
from curriculum.questions.models import PATH_MARK, QuestionCategory
from curriculum.questions.services import CHANGE
from curriculum.vietnamese.text import nfc

LONGEST_PATH = 1000


@transaction.atomic
def make_category(name: str, *, parent: QuestionCategory | None = None, description: str = "", by) -> QuestionCategory:
    """Add a category within another, or at the top. One of this name already there is returned.

    Raises ``NotAllowed``, ``InvalidInput`` for an impossible name.
    """
    require(by, CHANGE)
    name = _tidy_name(name)
    there = QuestionCategory.objects.filter(parent=parent, name=name).first()
    if there is not None:
        return there
    category = QuestionCategory(parent=parent, name=name, description=description.strip())
    _save_path(category)
    log(category, "curriculum.question_category.create", user=by, data={"path": category.path})
    return category


def category_at(names: Sequence[str], *, by) -> QuestionCategory:
    """The category with these names from the top down; what is missing is made."""
    category = None
    for name in names:
        category = make_category(name, parent=category, by=by)
    if category is None:
        raise InvalidInput(_("A category needs a name."))
    return category


@transaction.atomic
def change_category(
    category: QuestionCategory, *, name: str, parent: QuestionCategory | None, description: str = "", by
) -> QuestionCategory:
    """Rename a category, describe it, or hang it elsewhere; what lies below goes along.

    Raises ``NotAllowed``; ``InvalidInput`` for an impossible name; ``WrongState`` for a place below itself or one
    where the name is taken.
    """
    require(by, CHANGE)
    held = QuestionCategory.objects.select_for_update().get(pk=category.pk)
    name, description, before = _tidy_name(name), description.strip(), held.path
    if (held.name, held.parent_id, held.description) == (name, parent and parent.pk, description):
        return held
    if parent is not None and (parent.pk == held.pk or parent.path.startswith(f"{before}{PATH_MARK}")):
        raise WrongState(_("A category cannot lie within itself."))
    if QuestionCategory.objects.filter(parent=parent, name=name).exclude(pk=held.pk).exists():
        raise WrongState(_("There is already a category “%(name)s” in that place.") % {"name": name})
    held.name, held.parent, held.description = name, parent, description
    _save_path(held)
    _carry_along(held)
    log(held, "curriculum.question_category.change", user=by, data={"before": before, "after": held.path})
    return held


@transaction.atomic
def assign_category(category: QuestionCategory, page: Page | None, *, by) -> QuestionCategory:
    """Say to which programme or module the category belongs: whoever teaches that writes its questions."""
    require(by, CHANGE)
    held = QuestionCategory.objects.select_for_update().get(pk=category.pk)
    if held.page_id != (page and page.pk):
        held.page = page
        held.save(update_fields=["page"])
        log(held, "curriculum.question_category.assign", user=by, data={"page": page.title if page else ""})
    return held


@transaction.atomic
def remove_category(category: QuestionCategory, *, by) -> None:
    """Take away an empty category. Raises ``NotAllowed``, ``WrongState`` where something lies in it."""
    require(by, CHANGE)
    held = QuestionCategory.objects.select_for_update().filter(pk=category.pk).first()
    if held is None:
        return
    if held.children.exists() or held.questions.exists():
        raise WrongState(_("Questions or categories lie in it. Move them first."))
    log(held, "curriculum.question_category.remove", user=by, data={"path": held.path})
    held.delete()


def _carry_along(category: QuestionCategory) -> None:
    for child in category.children.all():
        child.parent = category
        _save_path(child)
        _carry_along(child)


def _save_path(category: QuestionCategory) -> None:
    if len(category.path_now) > LONGEST_PATH:
        raise InvalidInput(_("The tree of categories would become too deep. Nothing was saved."))
    category.save()


def _tidy_name(name: str) -> str:
    name = nfc(name)
    if not name or len(name) > 200:
        raise InvalidInput(_("A category needs a name of at most 200 letters."))
    if PATH_MARK.strip() in name.split(" "):
        raise InvalidInput(_("The name of a category cannot hold “ / ”; that is what stands between categories."))
    return name
