"""Who asks for another document, and who answers."""

import rules

from certificates.register.rules import is_holder, reads_register
from training.people.rules import is_registrar


@rules.predicate
def asked_for_own(user, request) -> bool:
    return request is not None and is_holder(user, request.certificate)


can_view_request = rules.is_authenticated & (reads_register | asked_for_own)

rules.add_perm("certificates.ask_for_reissue", rules.is_authenticated & (is_holder | is_registrar))
rules.add_perm("certificates.view_request", can_view_request)
rules.add_perm("certificates.withdraw_request", rules.is_authenticated & (asked_for_own | is_registrar))
rules.add_perm("certificates.answer_request", is_registrar)
