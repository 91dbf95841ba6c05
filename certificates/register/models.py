"""The register of certificates. Entries are added, never edited, never deleted, never renumbered (rules.md §3).

Each book carries a chain of records beside its entries; ``manage.py verify_register`` reckons it again.
"""

import secrets

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certificates.designs.models import Design, Institution, Signatory
from certificates.errors import WrongState
from certificates.register.chain import BEGINNING
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
    MENTORING_ATTESTATION = "mentoring_attestation", _("attestation of mentoring")
    APPRECIATION = "appreciation", _("letter of appreciation")


class CertificateRegister(models.Model):
    """One register book: an institution, a kind, a year. Holds the last number taken; its row is the lock."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="registers")
    kind = models.CharField(_("kind"), max_length=30, choices=CertificateKind)
    year = models.PositiveSmallIntegerField(_("year"))
    pattern = models.CharField(_("pattern of numbers"), max_length=80)
    last_number = models.PositiveIntegerField(_("last number taken"), default=0)
    chain_length = models.PositiveIntegerField(_("records in the chain"), default=0, editable=False)
    chain_head = models.CharField(_("digest of the last record"), max_length=64, default=BEGINNING, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

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
    """Certificates prepared by one person and approved by another (C7): those of one class, or of people named."""

    class Status(models.TextChoices):
        PREPARED = "prepared", _("prepared")
        APPROVED = "approved", _("approved")
        ISSUING = "issuing", _("being issued")
        ISSUED = "issued", _("issued")
        DROPPED = "dropped", _("dropped")

    training_class = models.ForeignKey(
        "training.TrainingClass", models.PROTECT, null=True, blank=True, related_name="+"
    )
    design = models.ForeignKey(Design, models.PROTECT, related_name="+")
    signatory = models.ForeignKey(Signatory, models.PROTECT, related_name="+")
    issue_on = models.DateField(_("date of issue"))
    decision_number = models.CharField(_("decision number"), max_length=60)
    decision_on = models.DateField(_("date of the decision"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    citation = models.CharField(
        _("what for"),
        max_length=300,
        blank=True,
        help_text=_("On letters of appreciation: what people are thanked for."),
    )
    lines = models.JSONField(_("list as prepared"), default=list)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.PREPARED)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(_("prepared at"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("asked to be issued at"), null=True, blank=True)
    refusal = models.CharField(_("why it could not be issued"), max_length=500, blank=True)
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
        return f"{self.title}, {self.issue_on:%d/%m/%Y}"

    @property
    def title(self) -> str:
        """What the list is called: the class, or the kind of document where it belongs to no class."""
        return (
            self.training_class.code if self.training_class_id else CertificateKind(self.design.kind).label.capitalize()
        )


class IssueShare(models.Model):
    """A run of numbers of one issue, drawn by one worker at a time; whoever is killed loses no more than this."""

    batch = models.ForeignKey(IssueBatch, models.PROTECT, related_name="shares")
    first = models.PositiveIntegerField(_("first number"))
    last = models.PositiveIntegerField(_("last number"))
    turn = models.PositiveSmallIntegerField(_("turn"), default=0, help_text=_("How often a worker has taken it up."))
    spoke_at = models.DateTimeField(_("last sign of life"))
    kept_at = models.DateTimeField(_("documents kept at"), null=True, blank=True)
    told_at = models.DateTimeField(_("holders told at"), null=True, blank=True)

    class Meta:
        ordering = ["batch", "first"]
        verbose_name = _("share of an issue")
        verbose_name_plural = _("shares of an issue")
        constraints = [models.UniqueConstraint(fields=["batch", "first"], name="certificates_share_once")]
        indexes = [models.Index(fields=["spoke_at"], condition=Q(told_at__isnull=True), name="certificates_share_open")]

    def __str__(self) -> str:
        return f"{self.batch}: {self.first}–{self.last}"


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
    mentorship = models.ForeignKey("training.Mentorship", models.PROTECT, null=True, blank=True, related_name="+")
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
            models.UniqueConstraint(
                fields=["mentorship"],
                condition=Q(status="issued"),
                name="certificates_one_valid_per_mentorship",
                violation_error_message=_("A valid attestation was already issued for this mentorship."),
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


class RegisterRecord(models.Model):
    """One link in the chain of a book: an entry, a document, a decision, the closing. Added, never changed."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("entry made")
        DOCUMENT = "document", _("document kept")
        DECISION = "decision", _("decision recorded")
        CLOSED = "closed", _("book closed")

    register = models.ForeignKey(CertificateRegister, models.PROTECT, related_name="records")
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, blank=True, related_name="records")
    content = models.JSONField(_("what it vouches for"), default=dict)
    previous = models.CharField(_("digest of the record before"), max_length=64)
    digest = models.CharField(_("digest"), max_length=64, unique=True)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        ordering = ["register", "position"]
        verbose_name = _("record of a register")
        verbose_name_plural = _("records of a register")
        constraints = [
            models.UniqueConstraint(fields=["register", "position"], name="certificates_record_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.get_kind_display()}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise WrongState(_("A record of a register is never edited."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise WrongState(_("A record of a register is never deleted."))


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
