"""The people of the system: the account, the person, the offices they hold and the roles they are granted."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """An account. ``first_name`` holds the given name, ``last_name`` the family and middle names."""

    email = models.EmailField(_("e-mail"), blank=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=~models.Q(email=""), name="training_user_email_once"
            ),
        ]

    def get_full_name(self) -> str:
        """Family, middle and given name, in Vietnamese order; the sign-in name where there is none."""
        return f"{self.last_name} {self.first_name}".strip() or self.username

    def __str__(self) -> str:
        return self.get_full_name()
