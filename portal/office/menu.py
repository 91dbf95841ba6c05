"""How office screens appear in the menu of the Wagtail admin."""

from django.urls import reverse

from wagtail.admin.menu import MenuItem


class PermittedItem(MenuItem):
    """A menu entry shown to those who hold its named permission."""

    def __init__(self, label, url_name: str, *, permission: str, icon: str, order: int):
        super().__init__(label, reverse(url_name), icon_name=icon, order=order, name=url_name.replace(":", "-"))
        self.permission = permission

    def is_shown(self, request) -> bool:
        return request.user.has_perm(self.permission)
