from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurriculumConfig(AppConfig):
    name = "curriculum"
    verbose_name = _("Curriculum")

    def ready(self) -> None:
        import curriculum.packages.checks
        import curriculum.receivers  # noqa: F401 - connected once the models are there
