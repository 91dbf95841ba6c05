"""How sign-in behaves here: accounts are made by the office, never by the visitor."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on opens an existing account with the same verified e-mail; it never makes a new one."""

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False
