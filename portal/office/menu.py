"""How office screens appear in the menu of the Wagtail admin."""

import rules

from django.urls import reverse

from wagtail.admin.menu import MenuItem


class PermittedItem(MenuItem):
    """A menu entry shown to those who hold its named permission; ``by_duty`` where a superuser would see no rows."""

    def __init__(self, label, url_name: str, *, permission: str, icon: str, order: int, by_duty: bool = False):
        super().__init__(label, reverse(url_name), icon_name=icon, order=order, name=url_name.replace(":", "-"))
        self.permission = permission
        self.by_duty = by_duty

    def is_shown(self, request) -> bool:
        if self.by_duty:
            return rules.has_perm(self.permission, request.user)
        return request.user.has_perm(self.permission)
