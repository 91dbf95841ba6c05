"""The settings of the rules of planning the product starts with: as they are written in ``rules_of_planning``."""

from datetime import date

from django.db import transaction

from training.scheduling.drafts.models import RuleSetting
from training.scheduling.drafts.rule_settings import forget_cached_settings, rule_as_written
from training.scheduling.drafts.rules_of_planning import RULES

FROM = date(2017, 1, 1)  # as the regulated values of the same practice
BASIS = "Thông lệ xếp lịch của cơ sở đào tạo; chưa có văn bản quy định cụ thể"


@transaction.atomic
def load_rule_settings() -> int:
    """Add the rules no setting is known of; return how many. What the office changed is left alone."""
    known = set(RuleSetting.objects.values_list("code", flat=True))
    missing = [rule_as_written(code) for code in RULES if code not in known]
    for row in missing:
        row.valid_from, row.legal_basis = FROM, BASIS
    RuleSetting.objects.bulk_create(missing)
    forget_cached_settings()
    return len(missing)
