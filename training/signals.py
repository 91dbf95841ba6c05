"""What this room announces, with the keyword arguments named here.

The first group is sent after the commit. The second is for this room alone: it is sent inside the transaction, so that
what the subject above adds (a calendar, a mentorship) stands or falls with what the subject below recorded.
"""

from django.dispatch import Signal

enrolment_confirmed = Signal()  # enrolment
nomination_decided = Signal()  # nomination
enrolment_ended = Signal()  # enrolment
plan_submitted = Signal()  # plan
plan_decided = Signal()  # plan, reason (why it was returned; empty when approved), by
class_announced = Signal()  # training_class
class_confirmed = Signal()  # training_class
class_at_risk = Signal()  # training_class, taken (how many hold a place); sent each day while it lasts
nomination_list_submitted = Signal()  # decision
nomination_list_decided = Signal()  # decision
class_cancelled = Signal()  # training_class, people (those who held a place or were nominated)
materials_renewed = Signal()  # training_class, lessons
timetable_published = Signal()  # training_class, meetings
meeting_changed = Signal()  # meeting
meetings_written = Signal()  # classes (the keys of those whose meetings were made, moved or cancelled)
timetable_released = Signal()  # release
plan_run_asked = Signal()  # run
absence_recorded = Signal()  # meeting
leave_requested = Signal()  # request
leave_decided = Signal()  # request
make_up_assigned = Signal()  # make_up
make_up_withdrawn = Signal()  # make_up
lecturer_invited = Signal()  # batch (of the invitations sent together)
invitations_answered = Signal()  # invitations
results_recognised = Signal()  # training_class, decision
results_amended = Signal()  # training_class, decision, enrolment
remark_answered = Signal()  # request
assignment_published = Signal()  # assignment
assignment_released = Signal()  # assignment, works
deadline_extended = Signal()  # extension
comparison_asked = Signal()  # run
enquiry_asked = Signal()  # enquiry
enquiry_answered = Signal()  # answer
evaluation_opened = Signal()  # evaluation
obligations_to_reckon = Signal()  # run
duties_changed = Signal()  # people (their keys; None: it may concern everybody)
posting_started = Signal()  # posting
contact_submitted = Signal()  # contact
contact_confirmed = Signal()  # contact
form_submitted = Signal()  # form
form_unlocked = Signal()  # form
mentorship_changed = Signal()  # mentorship
posting_facts_changed = Signal()  # postings (their keys)
reviews_due = Signal()  # reviews, occasion (opened, "7 days", late, returned)
flags_raised = Signal()  # flags (raised, or risen to a higher level, or come again)
flags_escalated = Signal()  # flags
flag_assigned = Signal()  # flag
survey_mails_waiting = Signal()  # survey
survey_released = Signal()  # survey
handover_begun = Signal()  # handover
handover_closed = Signal()  # handover
handovers_late = Signal()  # handovers, what (assessment, mentor), days (since when, of the regulated ones)
follow_up_asked = Signal()  # postings (ended, with their people)

class_opened = Signal()  # training_class, by
units_reorganised = Signal()  # effective_on, by
posting_recorded = Signal()  # posting, mentor, mentor_note, by
posting_extended = Signal()  # posting, by
posting_closed = Signal()  # posting, by
