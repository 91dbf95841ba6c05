"""What an editor may put into a programme: rules of order and choice that every learner can keep."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from curriculum.lessons.forms import ContentPageForm


class ProgrammePageForm(ContentPageForm):
    """No group of electives asks for more modules than it holds, once it holds any."""

    def is_valid(self) -> bool:
        valid = super().is_valid()
        groups = self.formsets.get("elective_groups")
        for form in groups.forms if groups and groups.is_valid() else []:
            group, least = form.instance, form.cleaned_data.get("least")
            there = group.modules.count() if group.pk else 0
            if there and least and least > there:
                form.add_error("least", _("There are only %(count)d modules in this group.") % {"count": there})
                valid = False
        return valid


class ModulePageForm(ContentPageForm):
    """The order of modules leads round in no circle, and an elective is never forced on anybody."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "prerequisites" in self.fields:
            others = self._modules().exclude(pk=self.instance.pk)
            self.fields["prerequisites"].queryset = others.order_by("path")
        if "elective_group" in self.fields:
            groups = apps.get_model("curriculum.ElectiveGroup").objects
            self.fields["elective_group"].queryset = groups.filter(programme_id=self.parent_page.pk)

    def _modules(self):
        return apps.get_model("curriculum.ModulePage").objects.child_of(self.parent_page)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen, group = list(cleaned.get("prerequisites") or []), cleaned.get("elective_group")
        round_to = self._circle(chosen)
        if round_to:
            text = _("“%(module)s” itself opens only after this module; the two would wait for each other.")
            self.add_error("prerequisites", text % {"module": round_to})
        if group is None and any(one.elective_group_id for one in chosen):
            text = _("A compulsory module cannot wait for an elective one: it would no longer be free to choose.")
            self.add_error("prerequisites", text)
        self._check_left(group)
        return cleaned

    def _circle(self, chosen: Iterable) -> Any:
        """The chosen module from which the order leads back to this one; None where there is none."""
        if not self.instance.pk:
            return None
        through = type(self.instance).prerequisites.through
        asks: dict[int, set[int]] = {}
        for module, needed in through.objects.filter(from_modulepage__in=self._modules()).values_list(
            "from_modulepage_id", "to_modulepage_id"
        ):
            asks.setdefault(module, set()).add(needed)
        for module in chosen:
            seen, ahead = set(), [module.pk]
            while ahead:
                here = ahead.pop()
                if here == self.instance.pk:
                    return module
                if here not in seen:
                    seen.add(here)
                    ahead.extend(asks.get(here, ()))
        return None

    def _check_left(self, group: Any) -> None:
        """Taking a module out of a group must leave as many as the group asks for."""
        left = apps.get_model("curriculum.ElectiveGroup").objects.filter(modules=self.instance.pk).first()
        if self.instance.pk and left and left != group and left.modules.count() == left.least:
            text = _("The group “%(group)s” asks for %(count)d modules and would be left with fewer.")
            self.add_error("elective_group", text % {"group": left, "count": left.least})
