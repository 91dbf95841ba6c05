"""The portal on the database of a test that is under way, for a web server of its own."""

import os

from django.conf import settings

settings.DATABASES["default"]["NAME"] = os.environ["COSO_TEST_DATABASE"]

from config.wsgi import application as app  # noqa: E402, F401
