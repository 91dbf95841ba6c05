"""Menu entries of the bank of questions."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from portal.office.menu import PermittedItem


def menu_items() -> list[MenuItem]:
    return [
        PermittedItem(
            _("Bank of questions"), "office:questions", permission="curriculum.view_questions", icon="help", order=10
        ),
        PermittedItem(
            _("Categories of questions"),
            "office:question_categories",
            permission="curriculum.view_questions",
            icon="folder-open-inverse",
            order=20,
        ),
        PermittedItem(
            _("Import questions"),
            "office:questions_import",
            permission="curriculum.change_questions",
            icon="upload",
            order=30,
        ),
        PermittedItem(
            _("How questions did"),
            "office:question_figures",
            permission="curriculum.view_questions",
            icon="history",
            order=40,
        ),
    ]
