"""Who registers the tokens of signatories, and who takes documents out to be signed."""

import rules

from training.people.rules import is_auditor, is_registrar, is_signatory

rules.add_perm("certificates.register_signing_certificate", is_registrar)
rules.add_perm("certificates.view_signing_certificate", is_registrar | is_signatory | is_auditor)
rules.add_perm("certificates.sign_outside", is_registrar | is_signatory)
