from random import Random

from portal.city.names import NameBook, name_person
from training.models import Person


def test_names_when_drawn_repeat_no_part():
    book = NameBook(Random(7))
    names = [book.draw(sex, year) for sex in Person.Sex.values for year in (1975, 1995) for _number in range(500)]
    assert all(name.given != name.family and name.given not in name.middle.split() for name in names)


def test_names_when_drawn_twice_from_one_seed_are_the_same():
    first, second = NameBook(Random(7)), NameBook(Random(7))
    assert [first.draw("female", 1980) for _n in range(50)] == [second.draw("female", 1980) for _n in range(50)]


def test_name_person_fills_what_saving_would():
    quick, slow = Person(), Person()
    name_person(quick, NameBook(Random(3)).draw("female", 1990))
    slow.set_name(quick.full_name)
    for field in ("full_name", "family_name", "middle_name", "given_name", "sort_key", "search_name"):
        assert getattr(quick, field) == getattr(slow, field)
