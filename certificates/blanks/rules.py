"""Who keeps the stock of blanks."""

import rules

from certificates.register.rules import reads_register
from training.people.rules import is_registrar

rules.add_perm("certificates.view_blanks", reads_register)
rules.add_perm("certificates.keep_blanks", is_registrar)
