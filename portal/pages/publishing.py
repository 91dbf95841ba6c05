"""Who may edit the public site and the programmes, and how a page comes to be published.

Editors write and submit; the training office reads, publishes or sends back. Both are Wagtail groups, because Wagtail
asks groups; who belongs to them follows from the roles in force (``training.people.grants``).
"""

from django.contrib.auth.models import Group, Permission

from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from training.models import Role
from training.people.grants import GROUPS

EDITORS = GROUPS[Role.EDITOR]
OFFICE = GROUPS[Role.TRAINING_OFFICE]
WORKFLOW = "Duyệt nội dung"

_PAGE_PERMISSIONS = {
    EDITORS: ("add_page", "change_page"),
    OFFICE: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
_FILE_PERMISSIONS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


def set_up_publishing(home: Page) -> Workflow:
    """Both groups with their permissions under ``home``, and the workflow that stands over it. Safe to repeat."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in GROUPS.values()}
    for name, group in groups.items():
        for codename in _PAGE_PERMISSIONS[name]:
            GroupPagePermission.objects.get_or_create(
                group=group, page=home, permission=_permission("wagtailcore", codename)
            )
        for codename in _FILE_PERMISSIONS:
            app = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=_permission(app, codename)
            )
    return _workflow(home, groups[OFFICE])


def _permission(app_label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def _workflow(home: Page, approvers: Group) -> Workflow:
    task = GroupApprovalTask.objects.filter(name=WORKFLOW).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=WORKFLOW)
        task.groups.add(approvers)
    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})
    return workflow
