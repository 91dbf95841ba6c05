"""A Word document given as a lesson: what it would become, kept between being looked at and being made a draft."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page

from curriculum.clock.time import now
from curriculum.lessons.models import LessonPage


class LessonImport(models.Model):
    """One document below one module. Of the file itself only its hash stays, and the pictures until it is over."""

    module = models.ForeignKey(Page, models.CASCADE, verbose_name=_("module"), related_name="+")
    file_name = models.CharField(_("file name"), max_length=255)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64, db_index=True)
    title = models.CharField(_("title"), max_length=255)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=10)
    parts = models.JSONField(_("blocks"), default=list)
    pictures = models.JSONField(default=dict, blank=True)  # key: where the picture lies in the private storage
    notes = models.JSONField(_("notes"), default=list, blank=True)
    lesson = models.ForeignKey(
        LessonPage, models.SET_NULL, verbose_name=_("lesson"), null=True, blank=True, related_name="imports"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("started by"), null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("given at"), default=now)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import of a lesson")
        verbose_name_plural = _("imports of lessons")

    def __str__(self) -> str:
        return self.file_name

    def lessons_made_before(self) -> models.QuerySet[LessonPage]:
        """The lessons that were made from the same file, below whatever module."""
        others = LessonImport.objects.filter(file_hash=self.file_hash).exclude(pk=self.pk)
        return LessonPage.objects.filter(imports__in=others).distinct().order_by("path")
