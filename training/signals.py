"""What this room announces. Each signal is sent after the commit, with keyword arguments named here."""

from django.dispatch import Signal

enrolment_confirmed = Signal()  # enrolment
nomination_decided = Signal()  # nomination
meeting_changed = Signal()  # meeting
results_recognised = Signal()  # training_class, decision
posting_started = Signal()  # posting
contact_submitted = Signal()  # contact
contact_confirmed = Signal()  # contact
form_submitted = Signal()  # form
