"""Mounts the office screens inside the Wagtail admin and builds their menu.

Each folder beside this one brings ``urlpatterns`` and ``menu_items()``; here they are put under one heading each.
"""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem

from portal.office.attendance import menu as attendance_menu
from portal.office.attendance.urls import urlpatterns as attendance_urls
from portal.office.calendar import menu as calendar_menu
from portal.office.calendar.urls import urlpatterns as calendar_urls
from portal.office.certificates import menu as certificates_menu
from portal.office.certificates.urls import urlpatterns as certificates_urls
from portal.office.classes import menu as classes_menu
from portal.office.classes.urls import urlpatterns as classes_urls
from portal.office.eligibility import menu as eligibility_menu
from portal.office.eligibility.urls import urlpatterns as eligibility_urls
from portal.office.flags import menu as flags_menu
from portal.office.flags.urls import urlpatterns as flags_urls
from portal.office.home.panels import WorkPanel
from portal.office.lessons import buttons as lesson_buttons
from portal.office.lessons.urls import urlpatterns as lessons_urls
from portal.office.mentoring import menu as mentoring_menu
from portal.office.mentoring.urls import urlpatterns as mentoring_urls
from portal.office.mentors import menu as mentors_menu
from portal.office.mentors.urls import urlpatterns as mentors_urls
from portal.office.nominations.urls import urlpatterns as nominations_urls
from portal.office.obligations import menu as obligations_menu
from portal.office.obligations.urls import urlpatterns as obligations_urls
from portal.office.overview import menu as overview_menu
from portal.office.overview.urls import urlpatterns as overview_urls
from portal.office.packages import menu as packages_menu
from portal.office.packages.urls import urlpatterns as packages_urls
from portal.office.papers.urls import urlpatterns as papers_urls
from portal.office.people import menu as people_menu
from portal.office.people.urls import urlpatterns as people_urls
from portal.office.pipeline import menu as pipeline_menu
from portal.office.pipeline.urls import urlpatterns as pipeline_urls
from portal.office.plans import menu as plans_menu
from portal.office.plans.urls import urlpatterns as plans_urls
from portal.office.postings import menu as postings_menu
from portal.office.postings.urls import urlpatterns as postings_urls
from portal.office.questions import menu as questions_menu
from portal.office.questions.urls import urlpatterns as questions_urls
from portal.office.quizzes.choosers import question_chooser
from portal.office.regulations import menu as regulations_menu
from portal.office.regulations.urls import urlpatterns as regulations_urls
from portal.office.resources.urls import urlpatterns as resources_urls
from portal.office.results.urls import urlpatterns as results_urls
from portal.office.roles import menu as roles_menu
from portal.office.roles.urls import urlpatterns as roles_urls
from portal.office.study import menu as study_menu
from portal.office.study.urls import urlpatterns as study_urls
from portal.office.surveys import menu as surveys_menu
from portal.office.surveys.urls import urlpatterns as surveys_urls
from portal.office.targets import menu as targets_menu
from portal.office.targets.urls import urlpatterns as targets_urls
from portal.office.timetable import menu as timetable_menu
from portal.office.timetable.urls import urlpatterns as timetable_urls
from portal.office.waves.urls import urlpatterns as waves_urls


def _training_items():
    menus = (overview_menu, timetable_menu, plans_menu, classes_menu, study_menu, obligations_menu, attendance_menu)
    return [item for menu in menus for item in menu.menu_items()]


def _content_items():
    return [*questions_menu.menu_items(), *packages_menu.menu_items()]


def _people_items():
    return [*people_menu.menu_items(), *roles_menu.menu_items()]


def _posting_items():
    menus = (
        targets_menu,
        pipeline_menu,
        mentoring_menu,
        postings_menu,
        eligibility_menu,
        flags_menu,
        surveys_menu,
        mentors_menu,
    )
    return [item for menu in menus for item in menu.menu_items()]


def _rule_items():
    return [*regulations_menu.menu_items(), *eligibility_menu.rule_items()]


HEADINGS = [
    (_("Training"), "calendar-alt", 110, _training_items),
    (_("Questions and packages"), "help", 115, _content_items),
    (_("Certificates"), "tick-inverse", 120, certificates_menu.menu_items),
    (_("Postings"), "user", 130, _posting_items),
    (_("People"), "group", 135, _people_items),
    (_("Rules"), "list-ul", 140, _rule_items),
]


@hooks.register("register_admin_urls")
def office_urls():
    patterns = [
        *calendar_urls,
        *plans_urls,
        *timetable_urls,
        *obligations_urls,
        *resources_urls,
        *attendance_urls,
        *classes_urls,
        *nominations_urls,
        *study_urls,
        *results_urls,
        *questions_urls,
        *packages_urls,
        *lessons_urls,
        *overview_urls,
        *papers_urls,
        *certificates_urls,
        *postings_urls,
        *eligibility_urls,
        *targets_urls,
        *pipeline_urls,
        *waves_urls,
        *flags_urls,
        *mentoring_urls,
        *surveys_urls,
        *mentors_urls,
        *people_urls,
        *roles_urls,
        *regulations_urls,
    ]
    return [path("", include((patterns, "office"), namespace="office"))]


def _heading(label, icon: str, order: int, items):
    @hooks.register("register_admin_menu_item")
    def heading():
        return SubmenuMenuItem(label, Menu(items=items()), icon_name=icon, order=order)


for _label, _icon, _order, _items in HEADINGS:
    _heading(_label, _icon, _order, _items)


@hooks.register("register_admin_menu_item")
def own_calendar():
    return calendar_menu.menu_items()[0]


@hooks.register("construct_homepage_panels")
def work_to_do(request, panels) -> None:
    panels.insert(0, WorkPanel(request))


@hooks.register("construct_help_menu")
def nothing_that_leads_outside(request, menu_items) -> None:
    """The network is closed: release notes and the editors' guide of Wagtail stand on other servers."""
    menu_items[:] = [item for item in menu_items if item.url.startswith(("/", "#"))]


@hooks.register("register_admin_viewset")
def choose_questions():
    return question_chooser


@hooks.register("register_page_header_buttons")
def buttons_of_modules(page, user, view_name, next_url=None):
    return lesson_buttons.for_module(page, user)


@hooks.register("register_page_listing_more_buttons")
def more_buttons_of_modules(page, user, next_url=None):
    return lesson_buttons.for_module(page, user)
