"""Keeps the publishing groups in step with the roles: at each sign-in, and when a role is given or ended."""

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver

from portal.pages.publishing import sync_groups
from training.models import RoleGrant


@receiver(user_logged_in)
def sync_at_sign_in(sender, user, **kwargs) -> None:
    sync_groups(user)


@receiver(post_save, sender=RoleGrant)
def sync_at_grant(sender, instance: RoleGrant, raw: bool = False, **kwargs) -> None:
    if not raw:
        instance.user.__dict__.pop("roles", None)  # the roles remembered for this request are those of before
        sync_groups(instance.user)
