from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        import portal.certificate_notices
        import portal.city.checks
        import portal.health.checks
        import portal.lecturer.operations
        import portal.lecturer.receivers
        import portal.mentor.handover_notices
        import portal.mentor.operations
        import portal.mentor.receivers
        import portal.questions.told
        import portal.receivers
        import portal.search.receivers
        import portal.surveys.receivers
        import portal.trainee.operations
        import portal.trainee.packages
        import portal.trainee.quizzes.operations
        import portal.trainee.quizzes.saved
        import portal.trainee.quizzes.told
        import portal.trainee.receivers
        import portal.trainee.work_operations
        import portal.unit.receivers  # noqa: F401
        from portal.office.choosers import start_without_inline_scripts

        start_without_inline_scripts()
