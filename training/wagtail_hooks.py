"""The vocabulary of this room's log actions; an action that is not here cannot be logged."""

from django.utils.translation import gettext_lazy as _

from wagtail import hooks

LOG_ACTIONS = {
    "training.regulation.set": (_("Set a regulated value"), _("Regulated value set")),
    "training.unit.load": (_("Load units"), _("Units loaded")),
    "training.unit.begin": (_("Begin a unit"), _("Unit begun")),
    "training.unit.end": (_("End a unit"), _("Unit ended")),
    "training.person.create": (_("Add a person"), _("Person added")),
    "training.person.change": (_("Change a person"), _("Person changed")),
    "training.person.import": (_("Import people"), _("People imported")),
    "training.position.begin": (_("Begin an office"), _("Office begun")),
    "training.position.end": (_("End an office"), _("Office ended")),
    "training.position.change": (_("Change an office"), _("Office changed")),
    "training.role.grant": (_("Grant a role"), _("Role granted")),
    "training.role.end": (_("End a role"), _("Role ended")),
    "training.import.run": (_("Import a spreadsheet"), _("Spreadsheet imported")),
    "training.class.create": (_("Add a class"), _("Class added")),
    "training.class.announce": (_("Announce a class"), _("Class announced")),
    "training.class.open": (_("Open a class"), _("Class opened")),
    "training.class.review": (_("Submit results for review"), _("Results submitted for review")),
    "training.class.close": (_("Close a class"), _("Class closed")),
    "training.class.cancel": (_("Cancel a class"), _("Class cancelled")),
    "training.quota.set": (_("Set a quota"), _("Quota set")),
    "training.nomination.rank": (_("Order nominations"), _("Nominations put in order")),
    "training.nomination.submit": (_("Nominate"), _("Nominated")),
    "training.nomination.accept": (_("Accept a nomination"), _("Nomination accepted")),
    "training.nomination.wait": (_("Put on the waiting list"), _("Put on the waiting list")),
    "training.nomination.reject": (_("Refuse a nomination"), _("Nomination refused")),
    "training.nomination.return": (_("Return a nomination"), _("Nomination returned")),
    "training.nomination.withdraw": (_("Withdraw a nomination"), _("Nomination withdrawn")),
    "training.enrolment.confirm": (_("Enrol"), _("Enrolled")),
    "training.enrolment.end": (_("End an enrolment"), _("Enrolment ended")),
    "training.meeting.schedule": (_("Schedule a class meeting"), _("Class meeting scheduled")),
    "training.meeting.move": (_("Move a class meeting"), _("Class meeting moved")),
    "training.meeting.publish": (_("Publish class meetings"), _("Class meetings published")),
    "training.meeting.cancel": (_("Cancel a class meeting"), _("Class meeting cancelled")),
    "training.attendance.record": (_("Record attendance"), _("Attendance recorded")),
    "training.mark.enter": (_("Enter a mark"), _("Mark entered")),
    "training.mark.correct": (_("Correct a mark"), _("Mark corrected")),
    "training.mark.resit": (_("Enter a resit"), _("Resit entered")),
    "training.mark.comment": (_("Comment on a mark"), _("Comment on a mark written")),
    "training.remark.ask": (_("Ask for a re-mark"), _("Re-mark asked for")),
    "training.remark.answer": (_("Answer a re-mark request"), _("Re-mark request answered")),
    "training.assessment.change": (_("Change the assessments of a class"), _("Assessments of a class changed")),
    "training.board.write": (_("Draw up minutes of a results board"), _("Minutes of a results board drawn up")),
    "training.board.conclude": (_("Write a conclusion of a results board"), _("Conclusion of a results board written")),
    "training.board.close": (_("Close minutes of a results board"), _("Minutes of a results board closed")),
    "training.board.reopen": (_("Reopen minutes of a results board"), _("Minutes of a results board reopened")),
    "training.results.amend": (_("Change recognised results"), _("Recognised results changed")),
    "training.results.recognise": (_("Recognise results"), _("Results recognised")),
    "training.posting.start": (_("Record a posting"), _("Posting recorded")),
    "training.posting.extend": (_("Extend a posting"), _("Posting extended")),
    "training.posting.end": (_("End a posting"), _("Posting ended")),
    "training.mentorship.begin": (_("Name a mentor"), _("Mentor named")),
    "training.mentorship.end": (_("End a mentorship"), _("Mentorship ended")),
    "training.contact.submit": (_("Submit a mentoring contact"), _("Mentoring contact submitted")),
    "training.contact.confirm": (_("Confirm a mentoring contact"), _("Mentoring contact confirmed")),
    "training.contact.reopen": (_("Reopen a mentoring contact"), _("Mentoring contact reopened")),
    "training.form.submit": (_("Submit a form"), _("Form submitted")),
    "training.form.sign": (_("Confirm a form"), _("Form confirmed")),
    "training.form.return": (_("Return a form"), _("Form returned")),
    "training.form.lock": (_("Lock a form"), _("Form locked")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(name, label, message)
