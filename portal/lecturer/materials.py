"""The lessons of a class: which have a newer version, what is different in it, and giving it to the class."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from wagtail.admin.compare import StreamBlockComparison, diff_text

from curriculum.models import LessonPage
from portal.access import check, requires
from training.errors import TrainingError
from training.materials.models import PinnedLesson
from training.materials.queries import as_of, renewed
from training.materials.services import renew_lessons
from training.models import TrainingClass

WORDS = {"added": gettext_lazy("new"), "removed": gettext_lazy("left out"), "changed": gettext_lazy("changed")}

FIELDS = {
    "title": pgettext_lazy("lesson", "Title"),
    "summary": gettext_lazy("Summary"),
    "minutes": gettext_lazy("Minutes to read"),
}


@dataclass(frozen=True)
class Difference:
    """One field or block that is not as the class reads it; its words with what came and what went."""

    kind: str
    label: str
    words: SafeString | str

    @property
    def said(self) -> str:
        return str(WORDS[self.kind])


@dataclass(frozen=True)
class NewerLesson:
    """A lesson that was published anew since the class took its version."""

    pin: PinnedLesson
    differences: list[Difference]


@requires("portal.use_lecturer")
def materials(request: HttpRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(TrainingClass.objects.select_related("programme"), pk=pk)
    check(request, "training.renew_lessons", held)
    if request.method == "POST":
        _renew(request, held)
        return redirect("lecturer:materials", pk)
    newer = [NewerLesson(pin, list(_differences(pin))) for pin in renewed(held)]
    context = {
        "training_class": held,
        "newer": newer,
        "kept": PinnedLesson.objects.filter(training_class=held).count(),
    }
    return render(request, "portal/teach/materials.html", context)


def _renew(request: HttpRequest, held: TrainingClass) -> None:
    wanted = [int(key) for key in request.POST.getlist("lesson") if key.isdecimal()]
    try:
        done = renew_lessons(held, wanted, by=request.user)
    except TrainingError as refusal:
        messages.error(request, str(refusal))
        return
    text = ngettext(
        "The class now reads %(count)s lesson in its newer version; its trainees are told.",
        "The class now reads %(count)s lessons in their newer version; its trainees are told.",
        len(done),
    )
    if done:
        messages.success(request, text % {"count": len(done)})
    else:
        messages.info(request, _("The class reads these lessons in this version already."))


def _differences(pin: PinnedLesson) -> Iterator[Difference]:
    """Field by field, then block by block, in the order of the newer version."""
    before, after = as_of(pin.lesson, pin.revision), pin.lesson
    for name, label in FIELDS.items():
        old, new = str(getattr(before, name)), str(getattr(after, name))
        if old != new:
            yield Difference("changed", str(label), diff_text(old, new).to_html())
    block = LessonPage._meta.get_field("body").stream_block
    for found in StreamBlockComparison(block, True, True, before.body, after.body).get_block_comparisons():
        label = capfirst(str(found.block.label))
        if found.is_new():
            yield Difference("added", label, found.htmlvalue(found.val_b))
        elif found.is_deleted():
            yield Difference("removed", label, found.htmlvalue(found.val_a))
        elif found.has_changed():
            yield Difference("changed", label, found.htmldiff())
