"""Keeping what can be found true: one thing after each change of it, everything anew by the command."""

from collections.abc import Iterator

from django.db import transaction

from wagtail.models import Page

from portal.search.models import SearchEntry
from portal.search.sources import KINDS, class_entry, page_entries
from training.models import TrainingClass

BATCH = 500


@transaction.atomic
def enter_page(page: Page) -> None:
    """The words of a page as it is published now; none where it is not."""
    SearchEntry.objects.filter(page=page.pk).delete()
    if page.live:
        SearchEntry.objects.bulk_create(page_entries(page))


@transaction.atomic
def enter_class(training_class: TrainingClass) -> None:
    SearchEntry.objects.filter(training_class=training_class).delete()
    class_entry(training_class).save()


@transaction.atomic
def rebuild() -> int:
    """Read everything anew; returns how many entries there are now."""
    SearchEntry.objects.all().delete()
    SearchEntry.objects.bulk_create(_everything(), batch_size=BATCH)
    return SearchEntry.objects.count()


def _everything() -> Iterator[SearchEntry]:
    for model in KINDS:
        for page in model.objects.live().iterator(chunk_size=BATCH):
            yield from page_entries(page)
    for training_class in TrainingClass.objects.select_related("programme").iterator(chunk_size=BATCH):
        yield class_entry(training_class)
