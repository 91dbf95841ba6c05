"""What this room announces. Each signal is sent after the commit, with keyword arguments named here."""

from django.dispatch import Signal

enrolment_confirmed = Signal()  # enrolment
nomination_decided = Signal()  # nomination
enrolment_ended = Signal()  # enrolment
class_cancelled = Signal()  # training_class, people (those who held a place or were nominated)
timetable_published = Signal()  # training_class, meetings
meeting_changed = Signal()  # meeting
results_recognised = Signal()  # training_class, decision
posting_started = Signal()  # posting
contact_submitted = Signal()  # contact
contact_confirmed = Signal()  # contact
form_submitted = Signal()  # form
