"""The portal's settings with one address more: the empty signed-in page that is the baseline E."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "config.bench.urls"
