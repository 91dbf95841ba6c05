"""Why a package is not taken in."""

from curriculum.errors import CurriculumError


class PackageRefused(CurriculumError):
    """The file as a whole is not taken in; the message says what is wrong and what to do."""
