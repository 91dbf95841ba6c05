"""Loading the city: reference rows, the demonstration accounts, then chapter by chapter. All of it or nothing."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from portal.city.accounts import accounts_exist, make_accounts, user_of
from portal.city.bank import Bank
from portal.city.context import City, quiet
from portal.city.courses import Planner, ordinary_wishes
from portal.city.daily import DailyLife
from portal.city.decisions import DecisionStories
from portal.city.diplomas import Registry
from portal.city.drafts import DraftStory
from portal.city.eligibility import Eligibility
from portal.city.errors import CityRefused
from portal.city.flags import Warnings
from portal.city.forms import FormDrawer
from portal.city.honours import Honours
from portal.city.learners import Admissions, write_learners
from portal.city.logbook import Logbook
from portal.city.materials import keep_versions
from portal.city.mentor_register import MentorRegister
from portal.city.mentors import Guidance, Pairing
from portal.city.people import Census, Population
from portal.city.pipeline import Pipeline
from portal.city.places import SCHOOL, Places, survey
from portal.city.plans import confirm_filled, write_plans
from portal.city.postings import Rotation, Sending
from portal.city.quizzes import Quizzes
from portal.city.readings import Readings
from portal.city.reference import load_reference
from portal.city.resources import engage, equip, keep_leaders_at_home
from portal.city.results import Results
from portal.city.school import School, open_school
from portal.city.stories import ClassStories
from portal.city.study import StudyStories
from portal.city.surveys import Surveys, keep_diary, told_pairing
from portal.city.term_changes import TermChanges
from portal.city.traces import Traces
from portal.city.waves import ComingWave
from portal.search.services import rebuild
from training.models import Person
from training.obligations.services import recompute_obligations
from training.people.grants import keep_groups_in_step


def load_city(scale: float, *, seed: int = 1, say: Callable[[str], None] = lambda line: None) -> bool:
    """Load the demonstration city; False where it is already there and nothing was done.

    Everybody in it is fictitious. ``scale`` 1 is about 20,000 people and five years of classes. Raises ``CityRefused``
    where the database holds people and the installation is not a demonstration.
    """
    if scale <= 0:
        raise CityRefused(_("The scale must be above 0. Nothing was loaded."))
    if accounts_exist():
        return False
    if Person.objects.exists() and not settings.DEMO:
        raise CityRefused(
            _("This database already holds people, and this is no demonstration (DEMO=1). Nothing was loaded.")
        )
    with transaction.atomic(), translation.override("vi"):
        _load_chapters(City(scale=scale, seed=seed, say=say))
    return True


def _load_chapters(city: City) -> None:
    with city.chapter("Reference rows"), quiet("wagtail"):
        load_reference()
    places = survey()
    with city.chapter("People and offices"):
        accounts = make_accounts(city)
        census = Census(city, places, accounts)
        population = census.settle()
        rotation = Rotation(city, places, population, accounts)
        rotation.plan()
        census.write()
        rotation.write()
        keep_groups_in_step()
    with city.chapter("Rooms, lecturers, signatories"):
        school = open_school(city, places, population, accounts)
        equip(city, places, school)
        keep_leaders_at_home()
    with city.chapter("Bank of questions"):
        Bank(city, accounts).fill()
    run_classes(city, places, population, school, accounts)
    with city.chapter("Mentors, contacts, forms"):
        pairings = guide(city, population, accounts, rotation.sendings)
    with city.chapter("Attested mentors, thanks, closed books"):
        Honours(city, school, accounts).tell()
    with city.chapter("Flags"):
        Warnings(city, rotation.sendings, pairings, accounts).raise_and_answer()
    with city.chapter("Eligibility for the coming wave"):
        Eligibility(city, places, population, accounts).tell()
        ComingWave(city, places, population, accounts).tell()
    with city.chapter("Leading posts, targets, benefits"):
        Pipeline(city, rotation.sendings, accounts).tell()
    with city.chapter("Obligations"):
        recompute_obligations()
    with city.chapter("Versions of lessons"), quiet("wagtail"):
        keep_versions(accounts)
    with city.chapter("What can be found"):
        rebuild()


def run_classes(
    city: City, places: Places, population: Population, school: School, accounts: dict[str, Person]
) -> None:
    """Five years of classes with everything that hangs on them."""
    office = user_of(accounts["daotao"])
    planner = Planner(city, school, places.agencies[SCHOOL], accounts["daotao"])
    stories = ClassStories(city, planner, school, accounts)
    with city.chapter("Classes and meetings"):
        stories.plan()
        for wish in sorted(ordinary_wishes(city), key=lambda wish: wish.opens_on):
            planner.plan(wish)
        write_plans(city, places.agencies[SCHOOL], accounts["kyten"].full_name, planner.courses)
        planner.write()
        engage(city, school, planner.courses)
    with city.chapter("Draft timetable"):
        DraftStory(city, planner, accounts).tell()
    ordinary = [course for course in planner.courses if not course.story]
    with city.chapter("Nominations and enrolments"):
        admissions = Admissions(city, population, office)
        stories.admit(admissions)
        for course in ordinary:
            admissions.fill(course)
        write_learners(planner.courses)
        DecisionStories(city, accounts, admissions).tell(stories.courses)
        confirm_filled(city, planner.courses)
    with city.chapter("Rolls, marks, outcomes"):
        results = Results(city, office, accounts["kyten"].full_name)
        stories.conclude(results)
        for course in ordinary:
            results.conclude(course)
        results.write()
    with city.chapter("Certificates"):
        registry = Registry(city, user_of(accounts["vanthu"]), user_of(accounts["kyten"]))
        stories.tell_of_certificates(registry.issue(planner.courses))
        stories.prepare_issue()
    with city.chapter("Lessons read, notices, a page in approval"), quiet("wagtail"):
        Traces(city, stories, accounts).leave(planner.courses)
    with city.chapter("Check-ins, leave, papers"):
        DailyLife(city, stories, accounts).tell()
    Bank(city, accounts).hear_lecturer()
    with city.chapter("Video, package, electives, a note"), quiet("wagtail"):
        Readings(city, stories, accounts).add()
    with city.chapter("Quizzes"), quiet("wagtail"):
        Quizzes(city, stories, accounts).tell()
    with city.chapter("Written work, questions, an evaluation"), quiet("wagtail"):
        StudyStories(city, stories, accounts).tell()


def guide(city: City, population: Population, accounts: dict[str, Person], sendings: list[Sending]) -> list[Pairing]:
    """Mentors and what passes between them and those they guide."""
    changes = TermChanges(city, sendings, accounts)
    changes.plan()
    guidance = Guidance(city, population, accounts, sendings)
    guidance.pair()
    MentorRegister(city, guidance, user_of(accounts["tochuc"])).keep()
    Logbook(city, guidance.pairings).fill()
    FormDrawer(city, sendings, guidance.pairings, user_of(accounts["tochuc"])).fill()
    changes.tell(guidance.pairings)
    Surveys(city, user_of(accounts["tochuc"])).ask(told_pairing(guidance.pairings).sending.row)
    keep_diary(city, guidance.pairings)
    return guidance.pairings
