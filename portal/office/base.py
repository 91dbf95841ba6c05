"""What every office screen shares: permission asked by name, breadcrumbs, folded search, safe export."""

import json
from collections.abc import Sequence

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.generic import TemplateView
from django.views.generic.edit import FormView

from wagtail.admin import messages
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from certificates.errors import CertificateError
from curriculum.errors import CurriculumError
from training.errors import TrainingError

REFUSALS = (TrainingError, CertificateError, CurriculumError)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def as_plain_text(value):
    """Keep a spreadsheet program from reading typed text as a formula."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


class PermissionByName:
    """Asks ``permission`` before anything else. Strangers to it get 404, visitors are asked to sign in."""

    permission = ""

    def dispatch(self, request, *args, **kwargs):
        if not self.permission:
            raise ImproperlyConfigured(f"{type(self).__name__} names no permission.")
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm(self.permission):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class Breadcrumbs:
    """The path to this screen: ``parents`` are (url name, label) pairs; labels may be lazy."""

    parents: Sequence[tuple[str, str]] = ()

    def get_breadcrumbs_items(self):
        home = {"url": reverse("wagtailadmin_home"), "label": self.breadcrumbs_items[0]["label"]}
        above = [{"url": reverse(name), "label": label} for name, label in self.get_parents()]
        here = ": ".join(str(words) for words in (self.get_page_title(), self.get_page_subtitle()) if words)
        return [home, *above, {"url": "", "label": here}]

    def get_parents(self) -> Sequence[tuple[str, str]]:
        return self.parents


class OfficeListing(PermissionByName, Breadcrumbs, IndexView):
    """A list that pages, filters, sorts, searches without tone marks and exports (XLSX and CSV)."""

    paginate_by = 25
    any_permission_required = None
    is_searchable = True

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        if hasattr(queryset, "matching"):
            return queryset.matching(self.search_query)
        return super().search_queryset(queryset)

    def preprocess_field_value(self, field, value, export_format):
        if isinstance(value, list) and not all(isinstance(one, str) for one in value):
            value = json.dumps(value, ensure_ascii=False)  # a regulated value may be a list of numbers or of pairs
        return as_plain_text(super().preprocess_field_value(field, value, export_format))

    def user_has_permission(self, permission) -> bool:
        """Wagtail asks this for its "add" button; our screens bring their own buttons by named permission."""
        return False


def listing_urls(view: type[OfficeListing], route: str, name: str, namespace: str = "office") -> list[URLPattern]:
    """The list and its results-only twin, which Wagtail fetches while one types in the search field."""
    twin = view.as_view(index_results_url_name=f"{namespace}:{name}_results", results_only=True)
    return [
        path(
            route,
            view.as_view(index_url_name=f"{namespace}:{name}", index_results_url_name=f"{namespace}:{name}_results"),
            name=name,
        ),
        path(f"{route}results/", twin, name=f"{name}_results"),
    ]


class OfficePage(PermissionByName, Breadcrumbs, WagtailAdminTemplateMixin, TemplateView):
    """A screen that shows. Its template writes the main heading itself."""

    own_heading = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(own_heading=self.own_heading, **kwargs)


class OfficeForm(PermissionByName, Breadcrumbs, WagtailAdminTemplateMixin, FormView):
    """A screen that changes one thing by one service. A refusal stands above the form; nothing typed is lost."""

    template_name = "portal/office/form.html"
    submit_label = ""
    success_message = ""
    own_heading = True

    def perform(self, form):
        """Call the service with the cleaned data; its refusals are shown. Returns what was changed."""
        raise ImproperlyConfigured(f"{type(self).__name__} performs nothing.")

    def form_valid(self, form) -> HttpResponse:
        try:
            self.result = self.perform(form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        if self.success_message:
            messages.success(self.request, self.success_message)
        return super().form_valid(form)

    def get_context_data(self, **kwargs):
        return super().get_context_data(submit_label=self.submit_label, own_heading=self.own_heading, **kwargs)
