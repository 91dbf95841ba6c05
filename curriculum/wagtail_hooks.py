"""The vocabulary of this room's log actions; an action that is not here cannot be logged."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks

LOG_ACTIONS = {
    "curriculum.question.create": (_("Add a question"), _("Question added")),
    "curriculum.question.change": (_("Change a question"), _("Question changed")),
    "curriculum.question.tags": (_("Tag a question"), _("Tags of a question changed")),
    "curriculum.question.move": (_("Move a question"), _("Question moved to another category")),
    "curriculum.question.submit": (_("Submit a question for review"), _("Question submitted for review")),
    "curriculum.question.approve": (_("Approve a question"), _("Question approved")),
    "curriculum.question.send_back": (_("Send a question back"), _("Question sent back")),
    "curriculum.question.retire": (_("Retire a question"), _("Question retired")),
    "curriculum.question.regrade": (_("Regrade a question"), _("Question regraded")),
    "curriculum.attempt.start": (_("Begin a quiz"), _("Quiz begun")),
    "curriculum.attempt.submit": (_("Hand a quiz in"), _("Quiz handed in")),
    "curriculum.attempt.mark": (_("Mark an answer"), _("Answer marked")),
    "curriculum.attempt.late": (_("Decide on a late answer"), _("Late answer decided on")),
    "curriculum.question.bring_back": (_("Bring a question back"), _("Question brought back")),
    "curriculum.question.import": (_("Import questions"), _("Questions imported")),
    "curriculum.question_import.run": (_("Import a file of questions"), _("File of questions imported")),
    "curriculum.question_category.create": (_("Add a category of questions"), _("Category of questions added")),
    "curriculum.question_category.change": (_("Change a category of questions"), _("Category of questions changed")),
    "curriculum.question_category.assign": (
        _("Assign a category of questions to a programme or module"),
        _("Category of questions assigned"),
    ),
    "curriculum.question_category.remove": (_("Remove a category of questions"), _("Category of questions removed")),
    "curriculum.lesson.import": (_("Import a lesson"), _("Lesson made from a Word document")),
    "curriculum.package.upload": (_("Give a package"), _("Package given")),
    "curriculum.package.add": (_("Take a package in"), _("Package taken in")),
    "curriculum.package.waive": (_("Waive a part of a package"), _("Part of a package waived")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(name, label, message)
