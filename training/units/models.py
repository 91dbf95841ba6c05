"""Organisation units through time: one tree, typed nodes, validity, predecessors and successors.

A unit is identified by ``(code, valid_from)``, never by its code alone: 00004 was Phường Trúc Bạch until 30/6/2025 and
is Phường Ba Đình since. Nothing that refers to a unit is rewritten when the unit ends.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import today
from curriculum.vietnamese.text import collation_key, fold, nfc
from training.validity.models import Validity, ValidityQuerySet
from training.validity.names import InTwoLanguages


class Bloc(InTwoLanguages, Validity):
    """One of the blocs (khối) between and within which officials move."""

    code = models.SlugField(_("code"), max_length=40)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Validity.Meta):
        ordering = ["order"]
        verbose_name = _("bloc")
        verbose_name_plural = _("blocs")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["code", "valid_from"], name="training_bloc_code_from"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitType(InTwoLanguages, Validity):
    """A kind of organisation: ward, commune, district, department, school."""

    class Level(models.TextChoices):
        CITY = "city", _("city")
        DISTRICT = "district", _("district level")
        COMMUNE = "commune", _("commune level")
        AGENCY = "agency", _("agency")

    code = models.SlugField(_("code"), max_length=40)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    level = models.CharField(_("level"), max_length=20, choices=Level)

    class Meta(Validity.Meta):
        ordering = ["level", "code"]
        verbose_name = _("unit type")
        verbose_name_plural = _("unit types")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["code", "valid_from"], name="training_unittype_code_from"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitQuerySet(ValidityQuerySet):
    def communes(self):
        return self.filter(type__level=UnitType.Level.COMMUNE)

    def districts(self):
        return self.filter(type__level=UnitType.Level.DISTRICT)

    def agencies(self):
        return self.filter(type__level=UnitType.Level.AGENCY)

    def in_name_order(self):
        return self.order_by("sort_key", "code", "valid_from")

    def matching(self, words: str):
        """Units whose folded name or code holds every one of the words."""
        found = self
        for word in fold(words).split():
            found = found.filter(Q(search_name__contains=word) | Q(code=word))
        return found


class Unit(Validity):
    """An organisation of the City, as it was called from one day to another."""

    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    type = models.ForeignKey(UnitType, models.PROTECT, verbose_name=_("type"), related_name="units")
    bloc = models.ForeignKey(Bloc, models.PROTECT, verbose_name=_("bloc"), null=True, blank=True, related_name="units")
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("parent unit"), null=True, blank=True, related_name="children"
    )
    former_district = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("main former district"),
        null=True,
        blank=True,
        related_name="+",
        help_text=_("For grouping and familiar search only; computed, not official."),
    )
    area_km2 = models.DecimalField(_("area in km²"), max_digits=8, decimal_places=2, null=True, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    search_name = models.CharField(max_length=200, editable=False, db_index=True)
    sort_key = models.CharField(max_length=800, editable=False, db_index=True)

    objects = UnitQuerySet.as_manager()

    class Meta(Validity.Meta):
        ordering = ["sort_key", "code", "valid_from"]
        verbose_name = pgettext_lazy("organisation", "unit")
        verbose_name_plural = pgettext_lazy("organisation", "units")
        indexes = [models.Index(fields=["valid_from", "valid_to"])]
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="training_unit_code_from",
                violation_error_message=_("A unit with this code already begins on this day."),
            ),
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True), name="training_unit_one_open_per_code"
            ),
        ]

    def save(self, *args, **kwargs):
        self.set_name(self.name)
        super().save(*args, **kwargs)

    def set_name(self, name: str) -> None:
        """Fill the name, its folded form and its collation key."""
        self.name = nfc(name)
        self.search_name, self.sort_key = fold(self.name), collation_key(self.name)

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.valid_to is not None and self.valid_to < today()

    @property
    def display_name(self) -> str:
        """The name, with "(cũ)" behind a unit that is no more (rules.md §7)."""
        return f"{self.name} (cũ)" if self.is_closed else self.name


class UnitLink(models.Model):
    """One unit followed by another, in whole or in part."""

    class Extent(models.TextChoices):
        WHOLE = "whole", pgettext_lazy("extent of a merger", "whole")
        PARTIAL = "partial", pgettext_lazy("extent of a merger", "partial")

    predecessor = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("predecessor"), related_name="successor_links")
    successor = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("successor"), related_name="predecessor_links")
    extent = models.CharField(_("extent"), max_length=10, choices=Extent)
    is_default = models.BooleanField(
        _("default successor"),
        default=False,
        help_text=_("A default to offer in a form; never enough to move records by itself."),
    )
    effective_on = models.DateField(_("effective on"))
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("unit succession")
        verbose_name_plural = _("unit successions")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="training_unitlink_pair"),
            models.UniqueConstraint(
                fields=["predecessor"], condition=Q(is_default=True), name="training_unitlink_one_default"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="training_unitlink_two_different_units"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
