"""What equipment the modules of the programmes ask of their rooms."""

import django_filters

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from curriculum.models import ModulePage, ProgrammePage
from portal.office.base import OfficeForm, OfficeListing
from portal.office.tables import ActColumn
from training.models import EquipmentKind, ModuleNeed
from training.scheduling.keeping import set_needs

ONE, EACH = "one", "each"


class NeedFilter(WagtailFilterSet):
    programme = django_filters.ModelChoiceFilter(
        label=_("Programme"), queryset=ProgrammePage.objects.order_by("code"), method="of_programme"
    )
    needs = django_filters.ChoiceFilter(
        label=_("Equipment"), choices=[("some", _("needs something")), *EquipmentKind.choices], method="that_needs"
    )

    class Meta:
        model = ModulePage
        fields = ["programme", "needs"]

    def of_programme(self, queryset, name, value):
        return queryset.descendant_of(value)

    def that_needs(self, queryset, name, value):
        rows = ModuleNeed.objects.all() if value == "some" else ModuleNeed.objects.filter(kind=value)
        return queryset.filter(pk__in=rows.values("module"))


class NeedListing(OfficeListing):
    """Every module with what it needs; three queries beside the page."""

    permission = "portal.see_classes"
    model = ModulePage
    page_title = _("Equipment of modules")
    header_icon = "tag"
    verbose_name_plural = _("modules")
    default_ordering = "path"
    filterset_class = NeedFilter
    search_fields = ["title"]
    list_export = ["title", "programme", "needs"]
    export_filename = "thiet-bi-chuyen-de"
    columns = [
        ActColumn(
            "title",
            label=_("Module"),
            sort_key="title",
            url_name="office:module_needs",
            permission="training.change_class",
        ),
        Column("programme", label=_("Programme")),
        Column("needs", label=_("Needs")),
    ]

    def get_base_queryset(self):
        return ModulePage.objects.live()

    def search_queryset(self, queryset):
        for word in self.search_query.split() if self.is_searching else ():
            queryset = queryset.filter(title__icontains=word)
        return queryset

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        say_needs(context["object_list"])
        return context

    def as_spreadsheet(self, queryset, spreadsheet_format):
        return super().as_spreadsheet(say_needs(list(queryset)), spreadsheet_format)


def say_needs(modules):
    """Adds the programme and the needs in words. Two queries."""
    codes = {page.path: page.code for page in ProgrammePage.objects.only("path", "code")}
    needs: dict[int, list[str]] = {}
    for need in ModuleNeed.objects.filter(module__in=[module.pk for module in modules]).order_by("kind"):
        each = _("one for each learner") if need.for_each_learner else _("one")
        needs.setdefault(need.module_id, []).append(f"{need.get_kind_display()} ({each})")
    for module in modules:
        module.programme = next((code for path, code in codes.items() if module.path.startswith(path)), "")
        module.needs = "; ".join(needs.get(module.pk, [])) or "–"
    return modules


class NeedForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("not needed")), (ONE, _("one in the room")), (EACH, _("one for each learner"))]
        for kind in EquipmentKind:
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, choices=choices, required=False)

    @property
    def needs(self) -> dict[str, bool]:
        return {
            kind.value: self.cleaned_data[kind.value] == EACH for kind in EquipmentKind if self.cleaned_data[kind.value]
        }


class ModuleNeeds(OfficeForm):
    permission = "training.change_class"
    template_name = "portal/office/change.html"
    form_class = NeedForm
    page_title = _("Equipment of a module")
    parents = [("office:needs", _("Equipment of modules"))]
    submit_label = _("Keep")
    success_message = _("Kept. Planning warns where a room lacks something.")

    @cached_property
    def module(self) -> ModulePage:
        return get_object_or_404(ModulePage, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.module.title

    def get_initial(self):
        rows = ModuleNeed.objects.filter(module=self.module).values_list("kind", "for_each_learner")
        return {kind: EACH if each else ONE for kind, each in rows}

    def perform(self, form):
        return set_needs(self.module, form.needs, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:needs")

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequence="", back=self.get_success_url(), **kwargs)
