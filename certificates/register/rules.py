"""Who may do what with the register. The issuing of a certificate takes two people (C7)."""

import rules

from certificates.register.models import REGISTER_READERS
from training.people.models import Role
from training.people.rules import holds, is_auditor, is_registrar, is_signatory


@rules.predicate
def is_holder(user, certificate) -> bool:
    return certificate is not None and certificate.person.user_id == user.pk and user.pk is not None


@rules.predicate
def prepared_it(user, batch) -> bool:
    return batch is not None and batch.prepared_by_id == user.pk


reads_register = holds(*REGISTER_READERS)
can_view = rules.is_authenticated & (reads_register | is_holder)
can_approve = is_signatory & ~prepared_it

rules.add_perm("certificates.view_register", reads_register)
rules.add_perm("certificates.export_register", is_registrar | is_auditor)
rules.add_perm("certificates.view_certificate", can_view)
rules.add_perm(
    "certificates.download_certificate",
    rules.is_authenticated & (is_holder | holds(Role.REGISTRAR, Role.SIGNATORY, Role.AUDITOR)),
)
rules.add_perm("certificates.prepare_batch", is_registrar)
rules.add_perm("certificates.approve_batch", can_approve)
rules.add_perm("certificates.drop_batch", is_registrar | is_signatory)
rules.add_perm("certificates.issue_batch", is_registrar)
rules.add_perm("certificates.issue_certificate", is_registrar)
rules.add_perm("certificates.revoke_certificate", is_registrar)
rules.add_perm("certificates.replace_certificate", is_registrar)
rules.add_perm("certificates.close_register", is_registrar)
