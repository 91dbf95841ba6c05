"""In which capacities a person stands to a posting; one person may hold several."""

from enum import StrEnum


class Capacity(StrEnum):
    """The values are those of ``FormSignature.Capacity`` where somebody in that capacity signs."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    HOST_HEAD = "host_head"
    HOST_COORDINATOR = "host_coordinator"
    LINK_OFFICER = "link_officer"
    SENDING_UNIT = "sending_unit"
    COMMITTEE_OFFICER = "committee_officer"
    AUDITOR = "auditor"
