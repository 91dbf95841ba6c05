"""Makers of the curriculum's pages, hung below the root of the page tree."""

import factory
from factory.django import DjangoModelFactory

from django.utils.text import slugify

from wagtail.models import Page

from curriculum import models


class PageFactory(DjangoModelFactory):
    """Hangs the page below ``parent`` (the root where none is given)."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        kwargs.setdefault("slug", slugify(kwargs["title"], allow_unicode=True))
        return (parent or Page.objects.get(depth=1)).add_child(instance=model_class(**kwargs))


class ProgrammePageFactory(PageFactory):
    class Meta:
        model = models.ProgrammePage

    title = factory.Sequence(lambda n: f"Bồi dưỡng bí thư số {n}")
    code = factory.Sequence(lambda n: f"CT{n}")
    days = 10
    periods = 80
    content_area = models.ProgrammePage.ContentArea.STATE_MANAGEMENT
    document_kind = models.ProgrammePage.DocumentKind.CERTIFICATE


class ModulePageFactory(PageFactory):
    class Meta:
        model = models.ModulePage

    title = factory.Sequence(lambda n: f"Chuyên đề {n}")
    theory_periods = 4
    discussion_periods = 2


class LessonPageFactory(PageFactory):
    class Meta:
        model = models.LessonPage

    title = factory.Sequence(lambda n: f"Bài {n}")
