"""Every survey of the terms: what is to prepare, what runs, what waits for the officer."""

import django_filters

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from curriculum.clock.time import today
from portal.office.base import OfficeListing
from portal.office.surveys.states import STATES, survey_state
from portal.office.tables import DayColumn, StateColumn
from training.mentoring.surveys.queries import surveys_for_list
from training.models import RotationWave, Survey, TermForm, Unit
from training.people.models import Person


class SurveyFilter(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), method="by_state", choices=[(word, label) for word, (label, _tone) in STATES.items()]
    )
    wave = django_filters.ModelChoiceFilter(
        label=_("Wave"), field_name="posting__wave", queryset=lambda request: RotationWave.objects.all()
    )
    month = django_filters.NumberFilter(label=_("Month of the term"), field_name="month")

    class Meta:
        model = TermForm
        fields: tuple[str, ...] = ()

    def by_state(self, queryset, name, value):
        running = Q(survey__status=Survey.Status.OPEN)
        conditions = {
            "due": Q(survey__isnull=True),
            "open": running & Q(survey__closes_on__gte=today()),
            "over": running & Q(survey__closes_on__lt=today()),
        }
        return queryset.filter(conditions.get(value, Q(survey__status=value)))


class SurveyStateColumn(StateColumn):
    def get_cell_context_data(self, instance, parent_context):
        _word, label, tone = survey_state(instance)
        return super(StateColumn, self).get_cell_context_data(instance, parent_context) | {
            "state": tone,
            "label": label,
        }


class SurveyListing(OfficeListing):
    permission = "training.run_surveys"
    model = TermForm
    page_title = _("Surveys")
    header_icon = "group"
    verbose_name_plural = _("surveys")
    default_ordering = "-due_on"
    filterset_class = SurveyFilter
    list_export = ["posting.person.full_name", "posting.host_unit.name", "month", "opens_on", "due_on", "said_state"]
    export_headings = {
        "posting.person.full_name": _("Person"),
        "posting.host_unit.name": _("Host unit"),
        "month": _("Month of the term"),
        "said_state": _("State"),
    }
    export_filename = "lay-y-kien"
    columns = [
        TitleColumn(
            "person",
            label=_("Person"),
            accessor="posting.person",
            url_name="office:survey",
            sort_key="posting__person__sort_key",
        ),
        Column(
            "host", label=_("Host unit"), accessor="posting.host_unit.name", sort_key="posting__host_unit__sort_key"
        ),
        Column("month", label=_("Month of the term"), sort_key="month"),
        DayColumn("due_on", label=_("Due on"), sort_key="due_on"),
        DayColumn("closes_on", label=_("Last day"), accessor=lambda row: _survey(row, "closes_on")),
        SurveyStateColumn("state", label=_("State")),
    ]

    def get_base_queryset(self):
        return surveys_for_list(self.request.user)

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        units = Unit.objects.matching(self.search_query)
        people = Person.objects.matching(self.search_query)
        return queryset.filter(Q(posting__person__in=people) | Q(posting__host_unit__in=units))

    def to_row_dict(self, item):
        item.said_state = survey_state(item)[1]
        return super().to_row_dict(item)


def _survey(row: TermForm, name: str):
    survey = getattr(row, "survey", None)
    return getattr(survey, name) if survey else None
