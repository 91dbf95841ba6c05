"""How classes are numbered and called: BTX-2027-03, khóa III năm 2027."""

from training.cohorts.models import TrainingClass


def next_number(programme_code: str, year: int) -> int:
    """The next free number of a programme's classes in a year. One query."""
    prefix = f"{programme_code}-{year}-"
    codes = TrainingClass.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(code.removeprefix(prefix)) for code in codes if code.removeprefix(prefix).isdigit()]
    return max(numbers, default=0) + 1


def class_code(programme_code: str, year: int, number: int) -> str:
    return f"{programme_code}-{year}-{number:02d}"


def intake(number: int, year: int) -> str:
    return f"Khóa {roman(number)} năm {year}"


def class_name(title: str, number: int, year: int) -> str:
    return f"{title[:170]}, khóa {roman(number)} năm {year}"


def roman(number: int) -> str:
    """I, II, III … as intakes are numbered."""
    signs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    words = ""
    for value, sign in signs:
        count, number = divmod(number, value)
        words += sign * count
    return words
