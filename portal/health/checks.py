"""Before the start: the folders of the broker can be written."""

import os

from django.core.checks import CheckMessage, Error, register

from portal.health.queries import broker_folders


@register()
def check_broker_folders(app_configs, **kwargs) -> list[CheckMessage]:
    """Without folders that can be written, tasks would be lost with no word."""
    return [
        Error(
            f"The broker's folder {folder} cannot be written.",
            hint="Give it to the user who runs the portal, or set CELERY_BROKER_URL to Redis or RabbitMQ.",
            id="portal.E001",
        )
        for folder in sorted(set(broker_folders()))
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    ]
