"""The reference rows the city stands on, each loaded by the room that owns it."""

from portal.pages.reference import load_site
from training.evaluations.reference import load_evaluation_forms
from training.mentoring.reference import load_competencies, load_forms
from training.nominations.reference import load_eligibility_rules
from training.obligations.reference import load_obligation_rules
from training.people.reference import load_titles
from training.regulations.queries import forget_cached_values
from training.regulations.reference import load_regulated_values
from training.rotation.eligibility.reference import load_posting_rules
from training.scheduling.drafts.reference import load_rule_settings
from training.units.reference import load_units


def load_reference() -> None:
    """Load units, titles, values, rules, forms, the site and its programmes; what is there already stays as it is."""
    load_regulated_values()
    forget_cached_values()  # what was read before this transaction is not what it sees
    load_rule_settings()
    load_units()
    load_titles()
    load_eligibility_rules()
    load_obligation_rules()
    load_posting_rules()
    load_competencies()
    load_forms()
    load_evaluation_forms()
    load_site()
