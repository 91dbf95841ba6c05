"""Hears what is saved and keeps its words true in the same transaction. What is removed takes its entries with it."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from portal.search.services import enter_class, enter_page
from portal.search.sources import CLASS_WORDS, KINDS
from training.models import TrainingClass


@receiver(post_save)
def enter_what_is_saved(sender, instance, update_fields=None, raw=False, **kwargs) -> None:
    """A page published, taken back or moved is saved as a whole; a draft saves a few fields of a page that holds words
    not yet published.
    """
    if raw:
        return
    if sender in KINDS and update_fields is None:
        enter_page(instance)
    elif sender is TrainingClass and (update_fields is None or CLASS_WORDS & set(update_fields)):
        enter_class(instance)
