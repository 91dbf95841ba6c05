"""What is issued to no class: mentors attested, lecturers thanked, a list still to approve; old books closed."""

from datetime import timedelta

from certificates.models import CertificateKind, CertificateRegister, Institution, IssueBatch
from certificates.register.queries import design_for, due_mentorships, signatory_on
from certificates.register.services import approve_batch, close_register, issue_batch, prepare_list
from portal.city.accounts import user_of
from portal.city.context import City
from portal.city.days import working_day_before
from portal.city.school import School
from training.models import Person

MOST_ATTESTED, MOST_THANKED = 2, 3
BOOKS_LEFT_OPEN = 1  # those of last year still wait for their closing
TAUGHT = "Đã tận tâm tham gia giảng dạy các lớp bồi dưỡng cán bộ, công chức cấp xã"
HELPED = "Đã tích cực giúp đỡ Nhà trường trong tổ chức nghiên cứu thực tế tại cơ sở"


class Honours:
    """Lists that belong to no class, through the services of the register."""

    def __init__(self, city: City, school: School, accounts: dict[str, Person]):
        self.day, self.school = city.day, school
        self.registrar, self.signatory = user_of(accounts["vanthu"]), user_of(accounts["kyten"])
        self.institution = Institution.objects.get(code="LHP")

    def tell(self) -> None:
        over = list(due_mentorships(self._issue_day())[:MOST_ATTESTED])
        if over:
            self._issue(self._list(CertificateKind.MENTORING_ATTESTATION, "402/QĐ-TLHP", mentorships=over))
        lecturers = [lecturer.person for lecturer in self.school.lecturers]
        visiting = lecturers[-MOST_THANKED:]
        self._issue(self._list(CertificateKind.APPRECIATION, "405/QĐ-TLHP", people=visiting, citation=TAUGHT))
        self._list(CertificateKind.APPRECIATION, "411/QĐ-TLHP", people=lecturers[1 : 1 + MOST_THANKED], citation=HELPED)
        for register in CertificateRegister.objects.filter(year__lt=self.day.year - BOOKS_LEFT_OPEN):
            close_register(register, by=self.registrar)

    def _list(self, kind: CertificateKind, number: str, **whom) -> IssueBatch:
        issue_on = self._issue_day()
        return prepare_list(
            kind,
            issue_on=issue_on,
            decision_number=number,
            decision_on=working_day_before(issue_on - timedelta(days=2)),
            design=design_for(self.institution, kind),
            signatory=signatory_on(self.institution, issue_on),
            by=self.registrar,
            **whom,
        )

    def _issue(self, batch: IssueBatch) -> None:
        issue_batch(approve_batch(batch, by=self.signatory), by=self.registrar)

    def _issue_day(self):
        return working_day_before(self.day - timedelta(days=6))
