"""At the start of every process: is each key that should sign where it should be?"""

from django.core.checks import Error, register
from django.db import DatabaseError


@register("certificates", deploy=False)
def private_keys_are_here(app_configs, databases=None, **kwargs):
    """Asked with a database only (``manage.py check --database default``, ``migrate``)."""
    from certificates.keys.models import IssuerKey
    from certificates.keys.store import KeyMissing, private_key

    if not databases:
        return []
    try:
        keys = list(IssuerKey.objects.current().select_related("institution"))
    except DatabaseError:
        return []  # before the first migration there is no table
    errors = []
    for key in keys:
        try:
            private_key(key)
        except KeyMissing as missing:
            errors.append(Error(str(missing), id="certificates.E001"))
    return errors
