"""What a takeout holds, section by section: which rows of which model, which of their fields.

A section is data: the field paths are read from the database, shown in the schema with the words of the models, and
held against the marks of personal data by a test. What others confided stays where it is (``NOT_TAKEN``).
"""

from django.db.models import F, Q

from certificates.models import Certificate
from curriculum.models import (
    AttemptAnswer,
    ContentDocument,
    LessonNote,
    LessonProgress,
    OtherNote,
    PackageItemState,
    PackageRegistration,
    QuestionMark,
    QuizAttempt,
    Statement,
)
from portal.notifications.models import Delivery, Notice, NoticeChoice
from portal.records.takeout.reading import (
    Section,
    contacts_read,
    documents_read,
    flags_read,
    forms_read,
    photos_read,
)
from training.mentoring.evidence.models import ContactPhoto
from training.mentoring.flags.models import Flag
from training.models import (
    AccessEvent,
    Accommodation,
    ActionPoint,
    AttendanceRecord,
    BoardConclusion,
    CheckIn,
    DeadlineExtension,
    DiaryEntry,
    Enquiry,
    EnquiryAnswer,
    Enrolment,
    FollowUp,
    FormDocument,
    FormSignature,
    Handover,
    LeaveRequest,
    MakeUp,
    Mark,
    Marking,
    Mentor,
    MentoringContact,
    Mentorship,
    Nomination,
    Obligation,
    Outcome,
    ParallelDraft,
    ParallelVersion,
    Person,
    PlacementProposal,
    Position,
    Posting,
    PostingChange,
    RemarkRequest,
    RoleGrant,
    Submission,
    TermForm,
    User,
    Work,
    WorkFile,
)

CLASS = "training_class__code", "training_class__name"
OF_CLASS = "enrolment__training_class__code"
SECTIONS = (
    Section(
        "person",
        Person,
        "pk",
        (
            *("full_name", "staff_code", "birth_date", "sex", "staff_category", "political_theory_level"),
            *("native_place__name", "native_place_text", "residence__name", "email", "phone"),
        ),
    ),
    Section("account", User, "pk", ("username", "first_name", "last_name", "email", "last_login"), account=True),
    Section(
        "roles", RoleGrant, "user", ("role", "unit__name", "bloc__name_vi", "valid_from", "valid_to"), account=True
    ),
    Section(
        "offices",
        Position,
        "person",
        ("title__name_vi", "unit__name", "valid_from", "valid_to", "is_concurrent", "is_acting", "decision_number"),
    ),
    Section("nominations", Nomination, "person", (*CLASS, "unit__name", "status", "position_text", "submitted_at")),
    Section("enrolments", Enrolment, "person", (*CLASS, "status", "position_text", "enrolled_at", "ended_at")),
    Section("attendance", AttendanceRecord, "enrolment__person", (OF_CLASS, "meeting__date", "status", "recorded_at")),
    Section(
        "check_ins", CheckIn, "enrolment__person", (OF_CLASS, "scanned_at", "is_offline", "is_counted", "installation")
    ),
    Section(
        "leave",
        LeaveRequest,
        "enrolment__person",
        (OF_CLASS, "kind", "reason", "status", "submitted_at", "answer", "document"),
        files=("document",),
    ),
    Section("make_ups", MakeUp, "enrolment__person", (OF_CLASS, "missed__date", "meeting__date", "assigned_at")),
    Section(
        "marks",
        Mark,
        "enrolment__person",
        (OF_CLASS, "assessment__name", "kind", "value", "is_passed", "comment", "entered_at"),
    ),
    Section(
        "remarks", RemarkRequest, "mark__enrolment__person", ("mark__assessment__name", "reason", "status", "answer")
    ),
    Section("conclusions", BoardConclusion, "enrolment__person", (OF_CLASS, "proposal", "average", "band")),
    Section("outcomes", Outcome, "enrolment__person", (OF_CLASS, "is_passed", "average", "attendance_percent", "band")),
    Section(
        "obligations", Obligation, "person", ("rule__programme_code", "rule__legal_basis", "due_on", "state", "met_on")
    ),
    Section(
        "works",
        Work,
        "enrolment__person",
        (OF_CLASS, "assignment__title", "text", "version", "saved_at", "released_at"),
    ),
    Section("drafts", ParallelDraft, "work__enrolment__person", ("work__assignment__title", "text", "written_at")),
    Section(
        "submissions",
        Submission,
        "work__enrolment__person",
        ("work__assignment__title", "number", "text", "handed_in_at", "days_late"),
    ),
    Section(
        "work_files",
        WorkFile,
        "work__enrolment__person",
        ("work__assignment__title", "name", "uploaded_at", "file"),
        files=("file",),
        only=Q(removed_at=None),
    ),
    Section(
        "markings",
        Marking,
        "submission__work__enrolment__person",
        ("submission__work__assignment__title", "value", "comment", "comments", "finished_at"),
        only=Q(submission__work__released_at__isnull=False, finished_at__isnull=False),
    ),
    Section("extensions", DeadlineExtension, "enrolment__person", ("assignment__title", "until", "reason")),
    Section("questions", Enquiry, "enrolment__person", (*CLASS, "text", "is_anonymous", "asked_at")),
    Section("answers", EnquiryAnswer, "enquiry__enrolment__person", ("enquiry__text", "text", "answered_at")),
    Section("accommodations", Accommodation, "enrolment__person", ("extra_minutes", "opens_at", "closes_at", "reason")),
    Section(
        "quizzes",
        QuizAttempt,
        "user",
        ("quiz__title", "number", "started_at", "submitted_at", "points_possible", "points"),
        account=True,
        only=Q(is_marked=True) | Q(points=None),
    ),
    Section(
        "quiz_answers",
        AttemptAnswer,
        "question__attempt__user",
        ("question__attempt__quiz__title", "question__position", "response", "made_at", "reason"),
        account=True,
    ),
    Section(
        "quiz_marks",
        QuestionMark,
        "question__attempt__user",
        ("question__attempt__quiz__title", "question__position", "points", "comment", "marked_at"),
        account=True,
        only=Q(question__attempt__is_marked=True),
    ),
    Section(
        "reading",
        LessonProgress,
        "user",
        ("lesson__title", "opened_at", "last_read_at", "percent_read", "completed_at", "played"),
        account=True,
    ),
    Section("notes", LessonNote, "user", ("lesson__title", "text", "written_at"), account=True),
    Section("other_notes", OtherNote, "note__user", ("note__lesson__title", "text", "written_at"), account=True),
    Section(
        "packages",
        PackageRegistration,
        "user",
        ("page__title", "opened_at", "completed_at", "best_score"),
        account=True,
    ),
    Section(
        "package_parts",
        PackageItemState,
        "registration__user",
        ("item__title", "completion", "success", "score", "runtime", "reported_at"),
        account=True,
    ),
    Section("statements", Statement, "user", ("verb", "activity", "happened_at", "body"), account=True),
    Section("content", ContentDocument, "user", ("activity", "name", "content_type", "updated_at"), account=True),
    Section(
        "postings",
        Posting,
        "person",
        (
            *("kind", "wave__name", "sending_unit__name", "host_unit__name", "title__name_vi", "decision_number"),
            *("decision_on", "effective_on", "term_months", "due_on", "status", "ended_on", "end_reason"),
            "end_decision",
        ),
    ),
    Section(
        "changes_of_postings",
        PostingChange,
        "posting__person",
        ("kind", "decision_number", "decision_on", "from_on", "to_on", "due_on_before", "due_on_after"),
    ),
    Section("mentors", Mentorship, "posting__person", ("mentor__person__full_name", "valid_from", "valid_to")),
    Section(
        "contacts",
        MentoringContact,
        "mentorship__posting__person",
        (
            *(
                "happened_at",
                "duration_minutes",
                "kind",
                "place",
                "participants",
                "previous_actions_reviewed",
                "topics",
            ),
            *("observations", "reflection", "mentor_feedback", "support_needed", "concern_level", "next_on", "status"),
        ),
        rows=contacts_read,
    ),
    Section(
        "contact_photos",
        ContactPhoto,
        "contact__mentorship__posting__person",
        ("contact__happened_at", "added_at", "sha256", "file"),
        files=("file",),
        rows=photos_read,
    ),
    Section(
        "diary",
        DiaryEntry,
        "posting__person",
        (
            *("starts_on", "weeks", "main_work", "results", "lessons", "people_met", "questions", "village_days"),
            *("receptions", "written_at", "read_on"),
        ),
    ),
    Section(
        "handovers",
        Handover,
        "posting__person",
        ("kind", "reason", "on", "outcome", "closed_at"),
    ),
    Section(
        "action_points",
        ActionPoint,
        "contact__mentorship__posting__person",
        ("text", "owner", "due_on", "status"),
        only=~Q(contact__status=MentoringContact.Status.DRAFT),
    ),
    Section(
        "forms",
        TermForm,
        "posting__person",
        ("code", "month", "opens_on", "due_on", "status", "submitted_at", "locked_at", "answers"),
        rows=forms_read,
    ),
    Section(
        "placements",
        PlacementProposal,
        "posting__person",
        ("decided", "decision_number", "decision_on"),
        only=~Q(decided=""),
    ),
    Section(
        "follow_ups",
        FollowUp,
        "posting__person",
        ("placed", "placed_on", "fits", "contacts", "feedback", "support", "words", "answered_at"),
    ),
    Section(
        "confirmations", FormSignature, "signed_by", ("form__code", "capacity", "signed_at", "sha256"), account=True
    ),
    Section(
        "form_documents",
        FormDocument,
        "form__posting__person",
        ("form__code", "capacity", "number", "signed_on", "sha256", "file"),
        files=("file",),
        rows=documents_read,
    ),
    Section(
        "parallel_versions",
        ParallelVersion,
        "written_by",
        ("answers", "written_at"),
        account=True,
        only=Q(form__posting__person__user=F("written_by"))
        | Q(contact__mentorship__posting__person__user=F("written_by"))
        | Q(page__posting__person__user=F("written_by")),
    ),
    Section(
        "flags",
        Flag,
        "posting__person",
        ("rule", "level", "status", "raised_on", "due_on", "ceased_on"),
        rows=flags_read,
    ),
    Section(
        "mentor_register",
        Mentor,
        "person",
        ("registered_on", "left_on", "is_active", "working_since", "exception", "trained_on", "trained_until"),
    ),
    Section(
        "certificates",
        Certificate,
        "person",
        ("register_number", "kind", "issued_on", "valid_until", "status", "verification_code", "facts", "document"),
        files=("document",),
    ),
    Section("notices", Notice, "user", ("title", "body", "created_at", "read_at"), account=True),
    Section("mails", Delivery, "user", ("subject", "text", "state", "created_at", "sent_at"), account=True),
    Section("choices", NoticeChoice, "user", ("kind", "mail"), account=True),
    Section(
        "looks",
        AccessEvent,
        "person",
        ("user__last_name", "user__first_name", "kind", "what", "purpose", "happened_at"),
    ),
)

# Marked models of which nothing is taken, and why.
NOT_TAKEN = {
    "portal.Takeout": "the packages themselves",
    "portal.PreparedPaper": "papers of an office; what they say of the person stands in the other sections",
    "certificates.Signatory": "the words with which somebody signs for an institution",
    "training.EnrolmentDecision": "lists of many people",
    "training.BoardMember": "minutes of a board",
    "training.SheetReading": "photographs of lists of many people",
    "training.EvaluationComment": "written without a name",
    "training.RegisterDecision": "told by the register of mentors on request",
    "training.KeptApart": "names other people",
    "training.MentorReviewRevision": "read and printed on its own page by the mentor",
    "training.SurveyRespondent": "names other people",
    "training.SurveySheet": "written without a name",
    "training.SurveyComment": "written without a name",
    "training.PanelItem": "notes of the Committee's panel; what it concluded stands in the yearly assessment",
    "training.FormRevision": "earlier wordings; the one in force stands in the forms",
    "training.FlagStep": "what offices noted while they answered a flag",
    "training.Justification": "why a timetable was made as it is",
    "training.Release": "lists of many people",
}
