"""Who suspends a certificate: whoever may revoke it."""

import rules

from training.people.rules import is_registrar

rules.add_perm("certificates.suspend_certificate", is_registrar)
