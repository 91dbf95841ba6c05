from datetime import date

from portal.city.days import add_months, is_working_day, working_day_before, working_day_on_or_after


def test_add_months_when_the_month_is_shorter_takes_its_last_day():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 3, 15), -15) == date(2024, 12, 15)


def test_working_days_leave_out_weekends_and_holidays():
    assert not is_working_day(date(2026, 9, 2))
    assert working_day_on_or_after(date(2026, 4, 30)) == date(2026, 5, 4)
    assert working_day_before(date(2026, 5, 4)) == date(2026, 4, 29)
