"""Which tone the word of a state has, the same on every screen (the states are those of the glossary, §12)."""

_WORDS = {
    "good": "good accept completed complete confirmed present issued approved accepted done passed valid published ok "
    "signed active enrolled registered resolved countersigned granted sent in_force open_for_learning locked met "
    "eligible",
    "warn": "warn due late returned closing tentative deferred waiting waitlisted waiting_list expiring extended "
    "acknowledged in_action replaced spoiled soon suspended update_due submitted_late unconfirmed partial wait "
    "sent_back taken_back pending by_exception excepted unknown",
    "bad": "bad overdue unexcused failed rejected cancelled revoked expelled withdrawn expired lost escalated refused "
    "terminated_early error open_flag destroyed reject declined impossible not_eligible not_met",
    "info": "info open enrolling submitted running scheduled in_progress decided consulted excused prepared checked "
    "under_appraisal proposed nominated invited running",
}
_TONES = {word: tone for tone, words in _WORDS.items() for word in words.split()}


def tone_of(state: str) -> str:
    """``good``, ``warn``, ``bad``, ``info``; ``neutral`` for a word that has none."""
    return _TONES.get(str(state), "neutral")
