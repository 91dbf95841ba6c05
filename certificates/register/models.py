"""The register of certificates. Entries are added, never edited, never deleted, never renumbered (rules.md §3)."""

import secrets

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.designs.models import Design, Institution, Signatory
from certificates.errors import WrongState
from curriculum.clock.time import today
from curriculum.personal_data.marks import PersonalField
from curriculum.vietnamese.text import fold
from training.models import Role
from training.people.roles import roles_of

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to misread
REGISTER_READERS = (Role.REGISTRAR, Role.SIGNATORY, Role.TRAINING_OFFICE, Role.AUDITOR)
CODE_LENGTH = 20  # 20 × 5 bits = 100 random bits; the rule asks for at least 96


def new_verification_code() -> str:
    """A random code, independent of the register number, so that nobody lists certificates by counting."""
    return "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))


def private_storage():
    return storages["private"]


class CertificateKind(models.TextChoices):
    CERTIFICATE = "certificate", _("certificate")
    COMPLETION_ATTESTATION = "completion_attestation", _("attestation of completion")


class CertificateRegister(models.Model):
    """One register book: an institution, a kind, a year. Holds the last number taken; its row is the lock."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="registers")
    kind = models.CharField(_("kind"), max_length=30, choices=CertificateKind)
    year = models.PositiveSmallIntegerField(_("year"))
    pattern = models.CharField(_("pattern of numbers"), max_length=80)
    last_number = models.PositiveIntegerField(_("last number taken"), default=0)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        ordering = ["-year", "kind"]
        verbose_name = _("certificate register")
        verbose_name_plural = _("certificate registers")
        constraints = [
            models.UniqueConstraint(fields=["institution", "kind", "year"], name="certificates_register_once"),
        ]

    def __str__(self) -> str:
        return f"{self.institution.code}, {self.get_kind_display()}, {self.year}"


class IssueBatch(models.Model):
    """The certificates of one class, prepared by one person and approved by another (C7)."""

    class Status(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        APPROVED = "approved", _("approved")
        ISSUED = "issued", _("issued")
        DROPPED = "dropped", _("dropped")

    training_class = models.ForeignKey("training.TrainingClass", models.PROTECT, related_name="+")
    design = models.ForeignKey(Design, models.PROTECT, related_name="+")
    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="+")
    issue_on = models.DateField(_("date of issue"))
    decision_number = models.CharField(_("decision number"), max_length=60)
    decision_on = models.DateField(_("date of the decision"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    lines = models.JSONField(_("list as prepared"), default=list)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.PREPARED)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(_("prepared at"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)

    class Meta:
        ordering = ["-prepared_at"]
        verbose_name = _("issue of certificates")
        verbose_name_plural = _("issues of certificates")
        constraints = [
            models.UniqueConstraint(
                fields=["training_class"], condition=~Q(status="dropped"), name="certificates_batch_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("prepared_by")),
                name="certificates_batch_two_people",
                violation_error_message=_("Whoever prepared the list cannot approve it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class.code}, {self.issue_on:%d/%m/%Y}"


class CertificateQuerySet(models.QuerySet):
    def awaiting_document(self):
        return self.filter(sha256="", is_electronic=True)

    def for_enrolment(self, enrolment):
        return self.filter(enrolment=enrolment)

    def standing(self):
        """Those that still speak: neither replaced, revoked nor cancelled."""
        return self.filter(status=Certificate.Status.ISSUED)

    def matching(self, words: str):
        """Those whose register number, or folded name as issued, holds every one of the words."""
        found = self
        for word in fold(words).split():
            found = found.filter(Q(search_name__contains=word) | Q(register_number__icontains=word))
        return found

    def visible_to(self, user):
        """The offices see the register; everybody sees what was issued to himself. ``rules.can_view`` agrees."""
        if roles_of(user).has(*REGISTER_READERS):
            return self
        return self.filter(person__user=user) if user.is_authenticated else self.none()

    def delete(self):
        raise WrongState(_("An entry of a register is never deleted. Revoke it by a decision."))


class Certificate(models.Model):
    """One entry of a register. The facts are frozen at issue; the PDF is kept byte for byte with its SHA-256."""

    class Status(models.TextChoices):
        ISSUED = "issued", _("issued")
        REPLACED = "replaced", _("replaced")
        REVOKED = "revoked", _("revoked")
        CANCELLED = "cancelled", _("cancelled")

    register = models.ForeignKey(CertificateRegister, models.PROTECT, related_name="certificates")
    number = models.PositiveIntegerField(_("number"))
    register_number = models.CharField(_("register number"), max_length=60, unique=True)
    verification_code = models.CharField(
        _("verification code"), max_length=CODE_LENGTH, unique=True, default=new_verification_code, editable=False
    )
    kind = models.CharField(_("kind"), max_length=30, choices=CertificateKind)
    enrolment = models.ForeignKey("training.Enrolment", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("training.Person", models.PROTECT, related_name="+")
    batch = models.ForeignKey(IssueBatch, models.PROTECT, null=True, blank=True, related_name="certificates")
    design = models.ForeignKey(Design, models.PROTECT, related_name="+")
    facts = models.JSONField(_("facts as issued"))
    search_name = models.CharField(max_length=120, editable=False, db_index=True)
    issued_on = models.DateField(_("date of issue"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    status = models.CharField(_("state"), max_length=12, choices=Status, default=Status.ISSUED)
    document = models.FileField(_("document"), upload_to="certificates/%Y", storage=private_storage, blank=True)
    sha256 = models.CharField(_("SHA-256 of the document"), max_length=64, blank=True)
    is_electronic = models.BooleanField(
        _("electronic document"),
        default=True,
        help_text=_("Off for entries of paper certificates: no document is drawn."),
    )
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(_("issued at"))

    objects = CertificateQuerySet.as_manager()

    personal_data = {
        "facts": PersonalField("proof of the training", "certificate"),
        "document": PersonalField("proof of the training", "certificate"),
        "search_name": PersonalField("proof of the training", "certificate"),
    }

    class Meta:
        ordering = ["-issued_on", "register", "number"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="certificates_number_once"),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(status="issued"),
                name="certificates_one_valid_per_enrolment",
                violation_error_message=_("A valid certificate was already issued for this enrolment."),
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="certificates_number_from_one"),
        ]

    def __str__(self) -> str:
        return self.register_number

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise WrongState(_("An entry of a register is never edited. Revoke or replace it by a decision."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise WrongState(_("An entry of a register is never deleted. Revoke it by a decision."))

    @property
    def is_expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < today()


class CertificateEvent(models.Model):
    """What happened to a certificate after its issue: added by decision, with date, signer and reason."""

    class Kind(models.TextChoices):
        REPLACED = "replaced", _("replaced")
        REVOKED = "revoked", _("revoked")
        CANCELLED = "cancelled", _("cancelled")

    class Ground(models.TextChoices):
        LOSS = "loss", _("lost by the holder")
        DAMAGE = "damage", _("damaged")
        ISSUER_ERROR = "issuer_error", _("error of the institution")
        FRAUD = "fraud", _("fraud in enrolment or tests")
        WRONG_PERSON = "wrong_person", _("issued to the wrong person")
        NO_AUTHORITY = "no_authority", _("issued without authority")
        NOT_COMPLETED = "not_completed", _("programme not completed")
        ALTERED = "altered", _("erased or altered by the holder")

    FOR_REPLACEMENT = (Ground.LOSS, Ground.DAMAGE, Ground.ISSUER_ERROR)
    FOR_REVOCATION = (
        Ground.FRAUD,
        Ground.WRONG_PERSON,
        Ground.NO_AUTHORITY,
        Ground.NOT_COMPLETED,
        Ground.ALTERED,
    )

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    ground = models.CharField(_("ground"), max_length=20, choices=Ground)
    effective_on = models.DateField(_("effective on"))
    decision_number = models.CharField(_("decision number"), max_length=60)
    decision_on = models.DateField(_("date of the decision"))
    signer = models.CharField(_("signed by"), max_length=120)
    reason = models.CharField(_("reason"), max_length=500)
    successor = models.ForeignKey(Certificate, models.PROTECT, null=True, blank=True, related_name="predecessor_events")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        ordering = ["recorded_at"]
        verbose_name = _("event of a certificate")
        constraints = [
            models.UniqueConstraint(fields=["certificate", "kind"], name="certificates_event_kind_once"),
            models.CheckConstraint(
                condition=~Q(kind="replaced") | Q(successor__isnull=False),
                name="certificates_replacement_names_successor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certificate}: {self.get_kind_display()}"


class VerificationEntry(models.Model):
    """One look at the public verification page: what was asked and answered, without who asked."""

    asked_at = models.DateTimeField(_("asked at"))
    code = models.CharField(_("code"), max_length=40)
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, blank=True, related_name="verifications")
    answer = models.CharField(_("answer"), max_length=12)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("verification")
        indexes = [models.Index(fields=["asked_at"])]

    def __str__(self) -> str:
        return f"{self.code}: {self.answer}"
