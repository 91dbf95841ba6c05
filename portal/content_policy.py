"""The content security policy: strict everywhere, with one exception that Wagtail's admin needs."""

from csp.constants import UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse


class ContentPolicyMiddleware(CSPMiddleware):
    """Choosers, date fields and inline panels of the admin start by a script written beside them.

    Such scripts carry no nonce (docs/decisions/0008-content-policy.md); styles stay strict there too.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path.startswith(reverse("wagtailadmin_home")):
            scripts = [*(parts.update or {}).get("script-src", []), UNSAFE_INLINE]
            parts.update = {**(parts.update or {}), "script-src": scripts}
        return parts
