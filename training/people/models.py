"""The people of the system: the account, the person, the offices they hold and the roles they are granted."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from curriculum.clock.time import today
from curriculum.personal_data.marks import PersonalField
from curriculum.prepared.questions import Prepared
from curriculum.vietnamese.text import fold
from training.people.ages import age_on
from training.people.names import VietnameseName
from training.people.roles import Roles, collect, roles_of
from training.units.models import Bloc, Unit
from training.validity.models import Validity, ValidityQuerySet
from training.validity.names import InTwoLanguages


class User(AbstractUser):
    """An account. ``first_name`` holds the given name, ``last_name`` the family and middle names."""

    email = models.EmailField(_("e-mail"), blank=True)

    personal_data = {
        "email": PersonalField("sign-in and notices", "account"),
        "first_name": PersonalField("identity", "account"),
        "last_name": PersonalField("identity", "account"),
    }

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="training_user_email_once"),
        ]

    @cached_property
    def roles(self) -> Roles:
        """The roles in force today, read once for each request (one query)."""
        return collect(_grants_of(self.pk), today(), is_superuser=self.is_superuser)

    @cached_property
    def is_active_lecturer(self) -> bool:
        """Whether the person teaches at present, asked once for each request (one query)."""
        return Person.objects.filter(user=self, lecturer__is_active=True).order_by().exists()

    def get_full_name(self) -> str:
        """Family, middle and given name, in Vietnamese order; the sign-in name where there is none."""
        return f"{self.last_name} {self.first_name}".strip() or self.username

    def __str__(self) -> str:
        return self.get_full_name()


class PositionTitle(InTwoLanguages, Validity):
    """A title (chức danh) such as Party committee secretary; rows, because legal names change."""

    class RankLevel(models.TextChoices):
        HEAD = "head", _("head")
        DEPUTY = "deputy", _("deputy")
        STAFF = "staff", _("staff")

    code = models.SlugField(_("code"), max_length=60)
    name_vi = models.CharField(_("name in Vietnamese"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)
    bloc = models.ForeignKey(Bloc, models.PROTECT, verbose_name=_("bloc"), null=True, blank=True, related_name="+")
    rank_level = models.CharField(_("rank level"), max_length=10, choices=RankLevel, default=RankLevel.STAFF)
    is_key_official = models.BooleanField(_("key commune-level title"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Validity.Meta):
        ordering = ["order", "code"]
        verbose_name = pgettext_lazy("posting", "title")
        verbose_name_plural = _("titles")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(fields=["code", "valid_from"], name="training_positiontitle_code_from"),
        ]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet):
    def in_name_order(self):
        return self.order_by("sort_key", "staff_code")

    def matching(self, words: str):
        """People whose folded name or staff code holds every one of the words."""
        found = self
        for word in fold(words).split():
            found = found.filter(Q(search_name__contains=word) | Q(staff_code__iexact=word))
        return found

    def holding_office_in(self, units, day: date | None = None):
        """People with an office in one of the units on the day."""
        held = Position.objects.valid_on(day or today()).filter(person=OuterRef("pk"), unit__in=units)
        return self.filter(Exists(held))

    def visible_to(self, user):
        """The people whose profile the user may open.

        The offices of the City see everybody; a contact officer or head of unit sees who holds an office in the unit
        today; everybody sees himself (rules.md §10, purpose-bound visibility). ``rules.can_view_person`` agrees.
        """
        roles = roles_of(user)
        if roles.has(*CITY_WIDE_READERS):
            return self
        if not user.is_authenticated:
            return self.none()
        units = roles.unit_ids(Role.UNIT_COORDINATOR, Role.UNIT_HEAD)
        held = Position.objects.current().filter(person=OuterRef("pk"), unit__in=units)
        return self.filter(Q(user=user) | Exists(held)) if units else self.filter(user=user)


class Person(models.Model):
    """A cadre, civil servant or public employee; exists with or without an account."""

    class Sex(models.TextChoices):
        MALE = "male", _("male")
        FEMALE = "female", _("female")

    class StaffCategory(models.TextChoices):
        CADRE = "cadre", _("cadre")
        CIVIL_SERVANT = "civil_servant", _("civil servant")
        PUBLIC_EMPLOYEE = "public_employee", _("public employee")
        CONTRACT_WORKER = "contract_worker", _("contract worker")
        PART_TIME_WORKER = "part_time_worker", _("non-specialised worker")

    class TheoryLevel(models.TextChoices):
        ELEMENTARY = "elementary", _("elementary")
        INTERMEDIATE = "intermediate", _("intermediate")
        ADVANCED = "advanced", _("advanced")
        BACHELOR = "bachelor", _("bachelor")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("account"),
        null=True,
        blank=True,
        related_name="person",
    )
    staff_code = models.CharField(_("staff code"), max_length=30, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    family_name = models.CharField(_("family name"), max_length=40, editable=False)
    middle_name = models.CharField(_("middle name"), max_length=60, blank=True, editable=False)
    given_name = models.CharField(_("given name"), max_length=40, editable=False)
    sort_key = models.CharField(max_length=600, editable=False, db_index=True)
    search_name = models.CharField(max_length=120, editable=False, db_index=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, blank=True)
    staff_category = models.CharField(
        _("staff category"), max_length=20, choices=StaffCategory, default=StaffCategory.CIVIL_SERVANT
    )
    political_theory_level = models.CharField(
        _("political theory level"), max_length=20, choices=TheoryLevel, blank=True
    )
    native_place = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("native place"), null=True, blank=True, related_name="+"
    )
    birth_place = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("birthplace"), null=True, blank=True, related_name="+"
    )
    native_place_text = models.CharField(_("native place outside the City"), max_length=200, blank=True)
    residence = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("permanent residence"), null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PersonQuerySet.as_manager()

    personal_data = {
        "full_name": PersonalField("identity in training, postings and certificates", "certificate"),
        "birth_date": PersonalField("eligibility and certificates", "certificate"),
        "sex": PersonalField("targets for women in leadership", "training_record"),
        "political_theory_level": PersonalField("eligibility", "training_record", sensitive=True),
        "native_place": PersonalField("non-local rule", "training_record"),
        "birth_place": PersonalField("non-local rule", "training_record"),
        "native_place_text": PersonalField("non-local rule", "training_record"),
        "residence": PersonalField("non-local rule", "training_record"),
        "email": PersonalField("notices", "account"),
        "phone": PersonalField("notices", "account"),
        "staff_code": PersonalField("identity", "certificate"),
    }

    class Meta:
        ordering = ["sort_key", "staff_code"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def save(self, *args, **kwargs):
        self.set_name(self.full_name)
        super().save(*args, **kwargs)

    def set_name(self, full_name: str) -> None:
        """Fill the parsed parts, the folded name and the collation key from the full name."""
        name = VietnameseName.parse(full_name)
        self.full_name = name.full
        self.family_name, self.middle_name, self.given_name = name.family, name.middle, name.given
        self.sort_key, self.search_name = name.sort_key, fold(name.full)

    def __str__(self) -> str:
        return self.full_name

    def age_on(self, day: date) -> int | None:
        """Completed years on the day; None where the date of birth is missing."""
        return age_on(self.birth_date, day)


class PositionQuerySet(ValidityQuerySet):
    def leading(self):
        return self.filter(title__is_key_official=True)


class Position(Validity):
    """An office held (chức vụ): this person, in this unit, under this title, from one day to another."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="positions")
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=pgettext_lazy("organisation", "unit"), related_name="positions"
    )
    title = models.ForeignKey(
        PositionTitle, models.PROTECT, verbose_name=pgettext_lazy("posting", "title"), related_name="positions"
    )
    is_concurrent = models.BooleanField(_("concurrent office"), default=False)
    is_acting = models.BooleanField(_("acting"), default=False)
    decision_number = models.CharField(_("decision number"), max_length=60, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta(Validity.Meta):
        ordering = ["-valid_from"]
        verbose_name = _("office held")
        verbose_name_plural = _("offices held")
        constraints = [
            *Validity.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "unit", "title", "valid_from"], name="training_position_same_office_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit.display_name}"


class Role(models.TextChoices):
    """What somebody may do here. Trainee, lecturer and mentor are not granted: their records make them so."""

    SYSTEM_ADMIN = "system_admin", _("system administrator")
    COMMITTEE_OFFICER = "committee_officer", _("Organisation Committee officer")
    COMMITTEE_LEADER = "committee_leader", _("Organisation Committee leader")
    TRAINING_OFFICE = "training_office", _("training management office")
    REGISTRAR = "registrar", _("registrar")
    SIGNATORY = "signatory", _("signatory")
    AUDITOR = "auditor", _("auditor")
    EDITOR = "editor", _("editor")
    UNIT_COORDINATOR = "unit_coordinator", _("contact officer of a unit")
    UNIT_HEAD = "unit_head", _("head of unit")
    LINK_OFFICER = "link_officer", _("link officer of the sending unit")


# Those whose duty covers the whole City and who may therefore open any profile (each look is logged).
CITY_WIDE_READERS = (
    Role.COMMITTEE_OFFICER,
    Role.COMMITTEE_LEADER,
    Role.TRAINING_OFFICE,
    Role.REGISTRAR,
    Role.AUDITOR,
)


class RoleGrantQuerySet(ValidityQuerySet):
    def in_state(self, state: str):
        """The grants whose ``state`` is this one today."""
        if state == RoleGrant.State.COMING:
            return self.filter(valid_from__gt=today())
        if state == RoleGrant.State.ENDED:
            return self.filter(valid_to__lt=today())
        return self.current()


@Prepared
def _grants_of(user: int) -> models.QuerySet["RoleGrant"]:
    return RoleGrant.objects.current().filter(user=user)


class RoleGrant(Validity):
    """A role given to a user, city-wide or for one unit or bloc, for a time. Ended, never deleted."""

    class State(models.TextChoices):
        COMING = "coming", _("not begun")
        IN_FORCE = "in_force", _("in force")
        ENDED = "ended", _("ended")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("account"), related_name="role_grants"
    )
    role = models.CharField(_("role"), max_length=30, choices=Role)
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name=pgettext_lazy("organisation", "unit"),
        null=True,
        blank=True,
        related_name="+",
    )
    bloc = models.ForeignKey(Bloc, models.PROTECT, verbose_name=_("bloc"), null=True, blank=True, related_name="+")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("granted by"), null=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta(Validity.Meta):
        ordering = ["user", "role", "-valid_from"]
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        constraints = [
            *Validity.Meta.constraints,
            # Three constraints and not one with ``nulls_distinct=False``, which SQLite does not hold.
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(valid_to__isnull=True, unit__isnull=True, bloc__isnull=True),
                name="training_rolegrant_one_open_city",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(valid_to__isnull=True, unit__isnull=False),
                name="training_rolegrant_one_open_unit",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "bloc"],
                condition=Q(valid_to__isnull=True, unit__isnull=True, bloc__isnull=False),
                name="training_rolegrant_one_open_bloc",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["unit_coordinator", "unit_head", "link_officer"]) | Q(unit__isnull=False),
                name="training_rolegrant_unit_roles_name_a_unit",
                violation_error_message=_("A role of a unit must name the unit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    @property
    def state(self) -> State:
        if self.valid_from > today():
            return self.State.COMING
        return self.State.IN_FORCE if self.is_valid_on(today()) else self.State.ENDED

    def get_state_display(self) -> str:
        return str(self.state.label)

    @property
    def place(self) -> str:
        """Where the role holds: a unit, a bloc, or the whole City."""
        return str(self.unit or self.bloc or _("The whole City"))
