"""One grant with its history, granting a role, ending one."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.models import ModelLogEntry

from portal.office.base import OfficeForm, OfficePage
from portal.office.roles.forms import DUTIES, EndForm, GrantForm
from training.models import Role, RoleGrant
from training.people.grants import end_role, grant_role

ROLES = [("office:roles", _("Roles"))]


def grant_or_404(pk: int) -> RoleGrant:
    return get_object_or_404(RoleGrant.objects.select_related("user", "unit", "bloc", "granted_by"), pk=pk)


class RolePage(OfficePage):
    """A grant, by whom and why; what was done with it stands below."""

    permission = "training.grant_roles"
    template_name = "portal/office/roles/role.html"
    page_title = _("Role")
    header_icon = "key"
    parents = ROLES

    def get_context_data(self, **kwargs):
        grant = grant_or_404(self.kwargs["pk"])
        self.page_title = str(grant)
        log = ModelLogEntry.objects.for_instance(grant.user).filter(
            action__in=["training.role.grant", "training.role.end"], data__grant=grant.pk
        )
        return super().get_context_data(
            grant=grant,
            duty=DUTIES[grant.role],
            history=log.select_related("user").order_by("timestamp"),
            others=grant.user.role_grants.exclude(pk=grant.pk).select_related("unit").order_by("-valid_from"),
            **kwargs,
        )


class GrantRole(OfficeForm):
    permission = "training.grant_roles"
    template_name = "portal/office/roles/grant.html"
    form_class = GrantForm
    page_title = _("Grant a role")
    header_icon = "key"
    parents = ROLES
    submit_label = _("Grant the role")
    success_message = _("The role was granted.")

    def get_initial(self):
        return {"user": self.request.GET.get("account", "")}

    def perform(self, form):
        return grant_role(**form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:role", args=[self.result.pk])

    def get_context_data(self, **kwargs):
        note = _(
            "The person may act in the role from the first day on, at his next page. The grant is written into the "
            "log under your name. Nobody grants a role to himself."
        )
        duties = [(Role(role).label, duty) for role, duty in DUTIES.items()]
        return super().get_context_data(consequence=note, duties=duties, back=reverse("office:roles"), **kwargs)


class EndRole(OfficeForm):
    permission = "training.grant_roles"
    template_name = "portal/office/change.html"
    form_class = EndForm
    page_title = _("End the role")
    header_icon = "key"
    parents = ROLES
    submit_label = _("End the role")
    success_message = _("The end of the role was recorded.")

    @cached_property
    def grant(self) -> RoleGrant:
        grant = grant_or_404(self.kwargs["pk"])
        if grant.state == RoleGrant.State.ENDED:
            raise Http404
        return grant

    def get_page_subtitle(self) -> str:
        return str(self.grant)

    def perform(self, form):
        return end_role(self.grant, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("office:role", args=[self.grant.pk])

    def get_context_data(self, **kwargs):
        note = gettext(
            "After the last day %(name)s no longer acts as “%(role)s”. What was done in the role stays as it is; the "
            "ended grant stays in the list, and the role can be granted anew."
        ) % {"name": self.grant.user, "role": self.grant.get_role_display()}
        if self.grant.user_id == self.request.user.pk:
            note += " " + gettext("This role is your own, and you cannot give it back to yourself.")
        return super().get_context_data(consequence=note, back=self.get_success_url(), **kwargs)
