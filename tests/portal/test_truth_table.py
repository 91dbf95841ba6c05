"""Every page of the portal against everybody of the cast: one table, and no page outside it.

The world: the trainee studies in a running class; the lecturer teaches it; the unit officer of the ward nominated him.
The young official is posted to the commune, with mentor and host head. The trainee's certificate of an earlier class
stands in the register; another class is prepared for issue.

Whoever is not named at a page gets 404, a visitor is sent to sign in. Pages that only take a form are asked by POST.
"""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.template import Template
from django.urls import URLResolver, get_resolver, reverse

from certificates.keys.services import ensure_keys
from certificates.register.services import issue_certificate, prepare_batch
from certificates.requests.services import ask_for_reissue
from curriculum.clock.time import now, today
from curriculum.models import (
    LessonImport,
    LessonNote,
    ModulePage,
    PackageRegistration,
    PackageUpload,
    QuestionImport,
    StatisticsRun,
)
from portal.notifications.services import notify
from portal.offline.models import DeviceKey
from portal.papers.services import keep_paper
from portal.records.models import Takeout
from tests.cast import MEMBERS, Cast
from tests.factories.certificates import load_certificate_settings, passed_enrolment, recognised_class
from tests.factories.curriculum import (
    LessonPageFactory,
    ModulePageFactory,
    PackageFactory,
    PackagePageFactory,
    QuestionCategoryFactory,
    QuestionFactory,
)
from tests.factories.quizzes import examine
from tests.factories.training import (
    AssessmentFactory,
    ClassMeetingFactory,
    EnrolmentFactory,
    MarkFactory,
    MentorFactory,
    NominationFactory,
    ObligationRuleFactory,
    PlanItemFactory,
    PositionFactory,
    PostingFactory,
    RoomFactory,
    RotationWaveFactory,
    TrainingClassFactory,
    UnitFactory,
)
from tests.portal.papers.samples import decision
from tests.training.mentoring.test_evidence import photograph
from training.assignments.services import (
    Facts,
    add_file,
    begin_work,
    hand_in,
    make_assignment,
    publish_assignment,
)
from training.attendance.services import ask_for_leave, open_check_in
from training.enquiries.services import ask_question
from training.evaluations.reference import load_evaluation_forms
from training.evaluations.services import open_evaluation
from training.mentoring.definitions import Definition
from training.mentoring.evidence.services import add_photo
from training.mentoring.flags.services import raise_flag
from training.mentoring.handovers.services import begin_handover
from training.mentoring.reference import load_competencies, load_forms
from training.mentoring.register.reviews import save_review, sign_review
from training.mentoring.register.services import keep_apart
from training.mentoring.services.calendar import create_calendar
from training.mentoring.surveys.links import make_link
from training.models import (
    AvailabilityException,
    Bloc,
    CalendarDay,
    DiaryEntry,
    DutyPeriod,
    EnrolmentDecision,
    FormVersion,
    ImportRun,
    KeptForm,
    Lecturer,
    MakeUp,
    MentoringContact,
    MentorReview,
    ObligationReckoning,
    Panel,
    PanelItem,
    PlacementProposal,
    PlanAmendment,
    PlanRun,
    PostingRule,
    Release,
    RemarkRequest,
    ResultsBoard,
    RoomBlock,
    SimilarityRun,
    Survey,
    TermForm,
    TimetableDraft,
    TravelTime,
    UnitLink,
    WaveCandidate,
    WaveOffer,
)
from training.nominations.annex import facts_of
from training.rotation.eligibility.records import flag_succession, record_exception
from training.rotation.eligibility.reference import load_posting_rules
from training.rotation.eligibility.services import evaluate
from training.scheduling.drafts.services import open_draft

ROOMS = (
    "trainee",
    "mentor",
    "lecturer",
    "unit",
    "office",
    "verification",
    "credentials",
    "certificates",
    "notices",
    "organisation",
    "offline",
    "calendar",
    "search",
    "records",
    "survey",
)

EVERYBODY = set(MEMBERS)
ADMIN = {"administrator"}  # a superuser: holds every permission by name, and sees only the rows of his duty
TRAINING_OFFICE = {"training_office"} | ADMIN
PEOPLE = {"training_office", "committee_officer", "registrar", "auditor"} | ADMIN
LEADERSHIP = {"signatory"} | ADMIN
CLASSES = PEOPLE | {"signatory"}
PREPARING = {"training_office", "committee_officer", "registrar"} | ADMIN
APPROVERS = {"training_office", "committee_officer", "signatory"} | ADMIN
COMMITTEE = {"committee_officer", "auditor"} | ADMIN
PLANNING_WAVES = {"committee_officer"} | ADMIN
IMPORTERS = {"training_office", "committee_officer"} | ADMIN
OFFICES = CLASSES | {"editor"}
REGISTER = {"registrar", "signatory", "auditor", "training_office"} | ADMIN
REGISTRAR = {"registrar"} | ADMIN
LECTURER = {"lecturer"} | ADMIN
GUIDES = {"mentor", "host_head"} | ADMIN
READERS = {"trainee", "lecturer", "training_office", "committee_officer", "auditor", "editor"} | ADMIN
UNIT = {"unit_officer", "host_head"}
EDITORS = {"training_office", "editor"} | ADMIN
LESSON_OFFICES = EDITORS | {"committee_officer", "auditor"}
BANK_READERS = {"training_office", "editor", "auditor"} | ADMIN
BANK = {"training_office", "editor"} | ADMIN
BOTH_SIDES = {"young_official", "mentor"}

# page: (argument of the address, who may)
GET_PAGES = {
    "verification:start": (None, EVERYBODY),
    "verification:document": (None, EVERYBODY),
    "verification:answer": ("code", EVERYBODY),
    "verification:answer_json": ("code", EVERYBODY),
    "credentials:badge": ("code", EVERYBODY),
    "credentials:picture": ("badge_picture", EVERYBODY),
    "credentials:status": ("status_list", EVERYBODY),
    "credentials:issuer": ("issuer", EVERYBODY),
    "credentials:issuer_did": ("issuer", EVERYBODY),
    "credentials:portal_did": (None, EVERYBODY),
    "credentials:offline": (None, EVERYBODY),
    "credentials:worker": (None, EVERYBODY),
    "search:results": (None, EVERYBODY),
    "certificates:press": ("sheet", EVERYBODY),
    "certificates:document": ("certificate", {"trainee", "registrar", "signatory", "auditor"} | ADMIN),
    "notices:list": (None, EVERYBODY),
    "notices:choices": (None, EVERYBODY),
    "calendar:mine": (None, EVERYBODY),
    "organisation:map": (None, EVERYBODY),
    "organisation:unit": ("unit", EVERYBODY),
    "organisation:export": ("kind", EVERYBODY),
    "offline:sync": (None, EVERYBODY),
    "trainee:home": (None, EVERYBODY),
    "trainee:check_in": (None, EVERYBODY),
    "trainee:classes": (None, EVERYBODY),
    "trainee:lessons": (None, EVERYBODY),
    "trainee:calendar": (None, EVERYBODY),
    "trainee:certificates": (None, EVERYBODY),
    "trainee:record": (None, EVERYBODY),
    "records:person": ("posted", BOTH_SIDES | PEOPLE - ADMIN | {"host_head"}),
    "records:looks": (None, EVERYBODY),
    "records:takeouts": (None, EVERYBODY),
    "office:person_record": ("person", PEOPLE - ADMIN),
    "office:mentoring": (None, COMMITTEE),
    "office:mentoring_people": (None, COMMITTEE),
    "office:mentoring_quarter": (None, COMMITTEE),
    "trainee:class": ("class", {"trainee"}),
    "trainee:leave": ("class", {"trainee"}),
    "trainee:leave_document": ("leave", {"trainee", "training_office", "auditor"} | ADMIN),
    "office:class_work": ("class", CLASSES),
    "office:class_questions": ("class", CLASSES),
    "office:class_evaluation": ("class", CLASSES),
    "office:evaluation_open": ("class", TRAINING_OFFICE),
    "office:deadline_extend": ("extended", TRAINING_OFFICE),
    "trainee:questions": ("class", {"trainee"}),
    "trainee:evaluation": ("evaluation", {"trainee"}),
    "lecturer:questions": (None, LECTURER),
    "lecturer:bank": (None, LECTURER),
    "lecturer:bank_kinds": (None, LECTURER),
    "lecturer:bank_write": ("question_kind", LECTURER),
    "lecturer:bank_question": ("question", LECTURER),
    "lecturer:bank_rewrite": ("question", LECTURER),
    "lecturer:evaluation": ("class", LECTURER),
    "trainee:assignment": ("assignment", {"trainee"}),
    "trainee:assignment_drafts": ("assignment", {"trainee"}),
    "trainee:work_file": ("work_file", {"trainee", "lecturer", "training_office"} | ADMIN),
    "lecturer:assignments": ("class", LECTURER),
    "lecturer:assignment_make": ("class", LECTURER),
    "lecturer:assignment": ("assignment", LECTURER),
    "lecturer:assignment_change": ("assignment", LECTURER),
    "lecturer:submission": ("submission", LECTURER),
    "lecturer:alike": ("assignment", LECTURER),
    "lecturer:pair": ("pair", LECTURER),
    "lecturer:leave": (None, LECTURER),
    "office:leave": (None, {"training_office", "auditor"} | ADMIN),
    "office:leave_decide": ("leave", {"training_office", "auditor"} | ADMIN),
    "office:attendance_risk": (None, CLASSES),
    "office:make_ups": (None, CLASSES),
    "office:to_make_up": (None, CLASSES),
    "office:make_up": ("absence", CLASSES),
    "office:make_up_withdraw": ("make_up", TRAINING_OFFICE),
    "lecturer:make_up": ("absence", LECTURER),
    "trainee:certificate_document": ("certificate", {"trainee"}),
    "trainee:certificate_ask": ("certificate", {"trainee"}),
    "trainee:lesson": ("lesson", READERS),
    "trainee:programme": ("programme", READERS),
    "trainee:package": ("package", READERS),
    "office:packages": (None, LESSON_OFFICES),
    "office:package_uploads": (None, LESSON_OFFICES),
    "office:package": ("package_file", LESSON_OFFICES),
    "office:package_learners": (None, LESSON_OFFICES),
    "office:package_learner": ("registration", LESSON_OFFICES),
    "office:package_waive": ("waived_part", TRAINING_OFFICE),
    "office:package_upload": (None, EDITORS),
    "office:lesson_import": ("lesson_module", EDITORS),
    "office:lesson_import_run": ("lesson_import", EDITORS),
    "office:lesson_import_picture": ("lesson_import_picture", EDITORS),
    "office:package_upload_run": ("package_upload", LESSON_OFFICES),
    "trainee:module": ("module", READERS),
    "trainee:module_manifest": ("module", READERS),
    "trainee:notes": (None, EVERYBODY),
    "trainee:notes_export": (None, EVERYBODY),
    "trainee:saved": (None, EVERYBODY),
    "trainee:quiz": ("quiz", READERS),
    "trainee:attempt": ("attempt", {"trainee"}),
    "trainee:submit": ("attempt", {"trainee"}),
    "trainee:answers": ("attempt", {"trainee"}),
    "lecturer:home": (None, LECTURER),
    "lecturer:meetings": (None, LECTURER),
    "lecturer:calendar": (None, LECTURER),
    "lecturer:availability": (None, {"lecturer"}),
    "lecturer:classes": (None, LECTURER),
    "lecturer:meeting": ("meeting", LECTURER),
    "lecturer:board": ("meeting", LECTURER),
    "lecturer:check_in_state": ("meeting", LECTURER),
    "lecturer:codes": ("open_meeting", LECTURER),
    "lecturer:sign_in_sheet": ("meeting", LECTURER),
    "lecturer:sheet_read": ("meeting", LECTURER),
    "lecturer:register": ("class", LECTURER),
    "lecturer:materials": ("class", LECTURER),
    "lecturer:marks": ("class", LECTURER),
    "lecturer:sittings": ("class", LECTURER),
    "lecturer:sitting": ("sitting", LECTURER),
    "lecturer:regrade": ("regraded", LECTURER),
    "lecturer:to_mark": (None, LECTURER),
    "lecturer:mark_answer": ("written", LECTURER),
    "lecturer:change_mark": ("mark", LECTURER),
    "lecturer:remark": ("remark", LECTURER),
    "lecturer:load": (None, LECTURER),
    "lecturer:statement": ("own_statement", {"lecturer"}),
    "unit:home": (None, UNIT),
    "unit:calendar": (None, UNIT),
    "unit:duties": (None, UNIT),
    "unit:people": (None, UNIT),
    "unit:posts": (None, UNIT),
    "unit:exemptions": (None, UNIT),
    "unit:exemption": ("woman", {"unit_officer"}),
    "unit:classes": (None, UNIT),
    "unit:obligations": (None, UNIT),
    "unit:waves": (None, UNIT),
    "unit:wave": ("wave", UNIT),
    "unit:wave_offer": ("wave", UNIT),
    "unit:wave_forward": ("wave", UNIT),
    "unit:wave_offer_withdraw": ("wave_offer", {"unit_officer"}),
    "unit:wave_candidate_withdraw": ("wave_candidate", {"unit_officer"}),
    "unit:class": ("class", {"unit_officer"}),
    "unit:withdraw": ("nomination", {"unit_officer"}),
    "unit:replace": ("nomination", {"unit_officer"}),
    "mentor:manifest": (None, EVERYBODY),
    "mentor:saved": (None, EVERYBODY),
    "mentor:signing_code": (None, EVERYBODY),
    "mentor:home": (None, GUIDES),
    "mentor:calendar": (None, GUIDES),
    "mentor:host": (None, GUIDES),
    "mentor:link": (None, GUIDES),
    "mentor:entry": (None, {"mentor"}),
    "mentor:review": ("review", {"mentor"}),
    "mentor:find_mentor": ("posting", {"host_head", "committee_officer"}),
    "mentor:my_posting": (None, {"young_official"}),
    "mentor:posting": ("posting", BOTH_SIDES | {"host_head", "committee_officer", "auditor"}),
    "mentor:profile": ("posting", BOTH_SIDES | {"host_head", "committee_officer"}),
    "mentor:diary": (None, {"young_official"}),
    "mentor:diary_shared": ("posting", {"mentor"}),
    "mentor:diary_write": (None, {"young_official"}),
    "mentor:diary_page": ("diary", {"young_official"}),
    "mentor:survey": ("posting", BOTH_SIDES | {"host_head", "committee_officer"}),
    "survey:answer": ("token", EVERYBODY),
    "office:surveys": (None, {"committee_officer"} | ADMIN),
    "office:survey": ("survey_form", {"committee_officer"}),
    "office:survey_name": ("survey_form", {"committee_officer"}),
    "office:survey_open": ("survey_form", {"committee_officer"}),
    **{
        f"office:survey_{act}": ("survey_sent", {"committee_officer"}) for act in ("extend", "remind", "slips", "close")
    },
    **{f"office:survey_{act}": ("survey_done", {"committee_officer"}) for act in ("words", "release")},
    "mentor:contact_write": ("posting", BOTH_SIDES),
    "mentor:handover": ("posting", BOTH_SIDES),
    "mentor:follow_up": ("followed_up", {"young_official"}),
    "mentor:handover_begin": ("posting", {"mentor", "host_head"}),
    "mentor:contact": ("contact", {"mentor"}),
    "mentor:photo": ("photo", {"mentor"}),
    "mentor:form": ("form", BOTH_SIDES),
    "mentor:flag": ("flag", BOTH_SIDES | {"host_head", "committee_officer", "auditor"}),
    "mentor:concern": ("posting", BOTH_SIDES | {"host_head", "committee_officer"}),
    "office:duties": (None, CLASSES),
    "office:special_days": (None, CLASSES),
    "office:duty_create": (None, TRAINING_OFFICE),
    "office:duty_remove": ("duty", TRAINING_OFFICE),
    "office:special_day_create": (None, TRAINING_OFFICE),
    "office:special_day_remove": ("special_day", TRAINING_OFFICE),
    "office:lecturer": ("teacher", TRAINING_OFFICE),
    "office:room": ("room", TRAINING_OFFICE),
    "office:room_close": ("room", TRAINING_OFFICE),
    "office:needs": (None, CLASSES),
    "office:module_needs": ("module", TRAINING_OFFICE),
    "office:room_reopen": ("closing", TRAINING_OFFICE),
    "lecturer:resits": ("class", LECTURER),
    "lecturer:marks_template": ("class", LECTURER),
    "lecturer:marks_upload": ("class", LECTURER),
    "lecturer:marks_run": ("own_run", {"lecturer"}),
    "office:travel": (None, CLASSES),
    "office:travel_set": (None, TRAINING_OFFICE),
    "office:travel_change": ("travel", TRAINING_OFFICE),
    "office:travel_end": ("travel", TRAINING_OFFICE),
    "office:calendar": (None, OFFICES),
    "office:questions": (None, BANK_READERS),
    "office:question": ("question", BANK_READERS),
    "office:question_version": ("question_version", BANK_READERS),
    "office:question_comparison": ("question", BANK_READERS),
    "office:question_kinds": (None, BANK),
    "office:questions_review": (None, BANK),
    "office:question_write": ("question_kind", BANK),
    "office:question_rewrite": ("question", BANK),
    "office:question_submit": ("question", BANK),
    "office:question_approve": ("question", BANK),
    "office:question_send_back": ("question", BANK),
    "office:question_retire": ("question", BANK),
    "office:question_bring_back": ("question", BANK),
    "office:question_place": ("question", BANK),
    "office:question_figures": (None, BANK_READERS),
    "office:question_count": (None, BANK),
    "office:question_counting": ("counting", BANK),
    "office:question_categories": (None, BANK_READERS),
    "office:question_category_add": (None, BANK),
    "office:question_category": ("question_category", BANK),
    "office:question_category_remove": ("question_category", BANK),
    "office:question_imports": (None, BANK),
    "office:questions_import": (None, BANK),
    "office:questions_export": (None, BANK_READERS),
    "office:questions_export_file": ("export_format", BANK_READERS),
    "office:questions_template": (None, BANK),
    "office:question_import": ("question_import", BANK),
    "office:question_import_picture": ("question_import_picture", BANK),
    "office:classes": (None, CLASSES),
    "office:board": (None, CLASSES),
    "office:board_rows": ("year", CLASSES),
    "office:planning_rules": (None, CLASSES),
    "office:plan_runs": (None, CLASSES),
    "office:plan_run": ("plan_run", CLASSES),
    "office:plan_run_start": ("draft", TRAINING_OFFICE),
    "office:plan_anew": ("draft", TRAINING_OFFICE),
    "office:find_place": ("draft_row", TRAINING_OFFICE),
    "office:releases": (None, CLASSES),
    "office:release": ("release", CLASSES),
    "office:draft_release": ("draft", TRAINING_OFFICE),
    "office:draft_discard": ("draft", TRAINING_OFFICE),
    "office:timetable_print": (None, CLASSES),
    "office:wall_calendar": ("year", CLASSES),
    "office:planning_rule": ("planning_rule", TRAINING_OFFICE),
    "office:board_edits": ("draft", CLASSES),
    "office:board_move": ("draft_row", TRAINING_OFFICE),
    "office:board_preview": ("draft_row", TRAINING_OFFICE),
    "office:nominations": (None, CLASSES),
    "office:rooms": (None, CLASSES),
    "office:lecturers": (None, CLASSES),
    "office:class": ("class", CLASSES),
    "office:class_nominations": ("class", CLASSES),
    "office:class_timetable": ("class", CLASSES),
    "office:class_results": ("class", CLASSES),
    "office:class_board": ("class", CLASSES),
    "office:mark_amend": ("mark", TRAINING_OFFICE),
    "office:remark": ("remark", TRAINING_OFFICE),
    "office:results_run": ("results_run", TRAINING_OFFICE),
    "office:class_papers": ("class", CLASSES),
    "office:class_paper": ("class_paper", PREPARING),
    "office:paper_file": ("paper_file", CLASSES),
    "office:teaching_load": (None, CLASSES),
    "office:overview": (None, CLASSES),
    "office:quarter": (None, CLASSES),
    "office:teaching": ("lecturer", CLASSES),
    "office:statement": ("statement", PREPARING),
    "office:nomination_decide": ("nomination", CLASSES),
    "office:class_quotas": ("class", CLASSES),
    "office:nominations_submit": ("class", TRAINING_OFFICE),
    "office:nominations_promote": ("class", TRAINING_OFFICE),
    "office:enrolment_decisions": (None, CLASSES),
    "office:enrolment_decision": ("decision", CLASSES),
    "office:enrolment_decision_document": ("decided_pdf", CLASSES),
    "office:enrolment_decision_approve": ("decision", LEADERSHIP),
    "office:enrolment_decision_send_back": ("decision", LEADERSHIP),
    "office:enrolment_decision_take_back": ("decision", TRAINING_OFFICE),
    "office:class_create": (None, TRAINING_OFFICE),
    "office:room_create": (None, TRAINING_OFFICE),
    **{
        f"office:{page}": ("class", TRAINING_OFFICE)
        for page in (
            "class_announce",
            "class_open",
            "class_review",
            "class_compute",
            "class_recognise",
            "class_close",
            "class_cancel",
            "meeting_create",
            "meetings_publish",
            "meetings_invite",
            "class_assessments",
            "board_minutes",
            "board_conclude",
            "board_close",
            "board_reopen",
            "results_template",
            "results_import",
        )
    },
    "office:class_change": ("class", TRAINING_OFFICE),
    "office:class_confirm": ("class", TRAINING_OFFICE),
    "office:class_deadline": ("class", TRAINING_OFFICE),
    "office:class_supervisor": ("class", TRAINING_OFFICE),
    "office:classes_import": (None, TRAINING_OFFICE),
    "office:classes_template": (None, TRAINING_OFFICE),
    "office:classes_run": ("classes_run", TRAINING_OFFICE),
    "office:plans": (None, CLASSES),
    "office:obligations": (None, CLASSES),
    "office:assignments": (None, CLASSES),
    "office:obligation_rules": (None, CLASSES),
    "office:plan_paper": ("plan_paper", PREPARING),
    "office:plan_amendment_paper": ("amendment", PREPARING),
    "office:class_supplement": ("supplement", PREPARING),
    "office:obligation_rule_add": (None, TRAINING_OFFICE),
    "office:obligation_rule": ("obligation_rule", CLASSES),
    "office:obligation_rule_replace": ("obligation_rule", TRAINING_OFFICE),
    "office:obligation_rule_end": ("obligation_rule", TRAINING_OFFICE),
    "office:obligation_reckoning": ("reckoning", TRAINING_OFFICE),
    "office:plan_items": (None, CLASSES),
    "office:plan": ("plan", CLASSES),
    "office:plan_document": ("plan_pdf", CLASSES),
    "office:plan_create": (None, TRAINING_OFFICE),
    **{
        f"office:{page}": ("plan", TRAINING_OFFICE)
        for page in ("plan_item_create", "plan_submit", "plan_copy", "plan_classes")
    },
    **{f"office:{page}": ("plan", APPROVERS) for page in ("plan_approve", "plan_return", "plan_amend")},
    "office:plan_item": ("plan_item", TRAINING_OFFICE),
    "office:plan_item_amend": ("plan_item", APPROVERS),
    "office:plan_item_remove": ("plan_item", TRAINING_OFFICE),
    "office:meeting_move": ("meeting", TRAINING_OFFICE),
    "office:meeting_cancel": ("meeting", TRAINING_OFFICE),
    "office:people": (None, PEOPLE),
    "office:person": ("person", PEOPLE - ADMIN),
    "office:person_change": ("person", IMPORTERS - ADMIN),
    "office:people_import": (None, IMPORTERS),
    "office:people_template": (None, IMPORTERS),
    "office:imports": (None, IMPORTERS),
    "office:import_run": ("import_run", IMPORTERS),
    "office:roles": (None, ADMIN),
    "office:role_grant": (None, ADMIN),
    "office:role": ("grant", ADMIN),
    "office:role_end": ("grant", ADMIN),
    "office:postings": (None, COMMITTEE),
    "office:term_forms": (None, COMMITTEE),
    "office:pipeline": (None, COMMITTEE),
    "office:balances": (None, COMMITTEE),
    "office:pipeline_unit": ("unit", COMMITTEE),
    "office:pipeline_post": ("leading_post", COMMITTEE),
    "office:terms": (None, COMMITTEE),
    "office:outcomes": (None, COMMITTEE),
    "office:wave_numbers": (None, COMMITTEE),
    "office:benefits": (None, COMMITTEE),
    "office:benefits_wanting": (None, COMMITTEE),
    "office:posting_benefits": ("posting", {"committee_officer", "auditor"}),
    "office:posting_decision": ("posting", {"committee_officer", "auditor"}),
    "office:benefit_grant": ("posting", {"committee_officer"}),
    "office:benefit_end": ("benefit", {"committee_officer"}),
    "office:benefit_take_back": ("benefit", {"committee_officer"}),
    "office:targets": (None, COMMITTEE | {"training_office"}),
    "office:target_maps": (None, COMMITTEE | {"training_office"}),
    "office:target_values": (None, COMMITTEE | {"training_office"}),
    "office:target_people": ("indicator", COMMITTEE),
    "office:target_set": (None, {"committee_officer"} | ADMIN),
    "office:waves": (None, COMMITTEE),
    **{f"office:{page}": (None, COMMITTEE) for page in ("posting_rules", "eligibility", "exceptions")},
    "office:posting_rule": ("posting_rule", COMMITTEE),
    "office:posting_rule_add": (None, {"committee_officer"} | ADMIN),
    "office:posting_rule_add_kind": ("rule_kind", {"committee_officer"} | ADMIN),
    **{f"office:posting_rule_{act}": ("posting_rule", {"committee_officer"} | ADMIN) for act in ("replace", "end")},
    "office:eligibility_sheet": ("eligibility", {"committee_officer", "auditor"}),
    "office:wave_sheets": ("wave", COMMITTEE),
    "office:wave_evaluate": ("wave", {"committee_officer"} | ADMIN),
    "office:person_eligibility": ("person", {"committee_officer", "auditor"}),
    **{
        f"office:person_{record}": ("person", {"committee_officer"})
        for record in ("succession", "conclusion", "exemption", "kinship", "exception")
    },
    "office:succession_end": ("succession", {"committee_officer"} | ADMIN),
    "office:exception_withdraw": ("exception", {"committee_officer"} | ADMIN),
    "office:wave_plan": (None, PLANNING_WAVES),
    **{f"office:{page}": ("wave", COMMITTEE) for page in ("wave", "wave_offers", "wave_people", "wave_matching")},
    **{
        f"office:wave_{page}": ("wave", PLANNING_WAVES)
        for page in ("calendar", "quotas", "document", "offer", "forward", "decide")
    },
    "office:wave_offer_withdraw": ("wave_offer", {"committee_officer"}),
    "office:wave_candidate_withdraw": ("wave_candidate", {"committee_officer"}),
    "office:wave_override": ("wave_candidate", {"committee_officer"}),
    "office:posting_withdraw": ("posting", {"committee_officer"}),
    "office:flags": (None, COMMITTEE),
    "office:flag": ("flag", {"committee_officer", "auditor"}),
    **{f"office:flag_{act}": ("flag", {"committee_officer"}) for act in ("acknowledge", "assign", "escalate", "close")},
    "office:posting_flag": ("posting", {"committee_officer"}),
    "office:posting_record": ("posting", {"committee_officer"}),
    "office:mentors": (None, COMMITTEE),
    "office:without_mentor": (None, COMMITTEE),
    "office:mentor_reviews": (None, COMMITTEE),
    "office:mentor_enter": (None, {"committee_officer"} | ADMIN),
    "office:mentor": ("guide", COMMITTEE),
    **{
        f"office:mentor_{act}": ("guide", {"committee_officer"} | ADMIN)
        for act in ("training", "limit", "keep_apart", "suspend", "take_off")
    },
    "office:mentor_resume": ("resting", {"committee_officer"} | ADMIN),
    "office:mentor_enter_again": ("gone", {"committee_officer"} | ADMIN),
    "office:mentor_lift_mark": ("apart", {"committee_officer"} | ADMIN),
    "office:mentor_review": ("review", {"committee_officer"}),
    "office:mentor_review_return": ("review", {"committee_officer"}),
    "office:mentor_proposals": ("posting", {"committee_officer", "auditor"}),
    "office:mentor_assign": ("posting_and_mentor", {"committee_officer"}),
    "office:posting_create": (None, {"committee_officer"} | ADMIN),
    "office:posting": ("posting", {"committee_officer", "auditor"}),
    "office:posting_extend": ("posting", {"committee_officer"}),
    **{f"office:posting_{act}": ("posting", {"committee_officer"}) for act in ("end", "interrupt", "resume")},
    "office:placements": (None, COMMITTEE),
    "office:posting_placement": ("posting", {"committee_officer"}),
    "office:placement_decide": ("proposal", {"committee_officer"}),
    "office:panels": (None, COMMITTEE),
    "office:panel_convene": (None, {"committee_officer"} | ADMIN),
    "office:panel": ("panel", COMMITTEE),
    "office:panel_close": ("panel", {"committee_officer"} | ADMIN),
    "office:panel_conclude": ("panel_item", {"committee_officer"}),
    "office:posting_handover": ("posting", {"committee_officer"}),
    "office:handovers": (None, COMMITTEE),
    "office:handover_mentor": ("handover", {"committee_officer"}),
    "office:handover_withdraw": ("handover", {"committee_officer"}),
    "office:handover_end": ("early_end", {"committee_officer"}),
    "office:posting_continue": ("divided", {"committee_officer"}),
    "office:mentorship_end": ("mentorship", {"committee_officer"}),
    "office:regulations": (None, OFFICES),
    "office:regulation_set": ("rule", ADMIN),
    "office:certificates": (None, REGISTER),
    "office:certificates_due": (None, REGISTER),
    "office:issues": (None, REGISTER),
    "office:registers": (None, REGISTER),
    "office:certificate": ("certificate", REGISTER - ADMIN),
    "office:certificate_revoke": ("certificate", {"registrar"}),
    "office:certificate_suspend": ("certificate", {"registrar"}),
    "office:certificate_replace": ("certificate", {"registrar"}),
    "office:issue_prepare": ("ready", REGISTRAR),
    "office:issue": ("batch", REGISTER),
    "office:issue_progress": ("batch", REGISTER),
    "office:issue_approve": ("batch", {"signatory"} | ADMIN),
    "office:issue_now": ("batch", REGISTRAR),
    "office:certificate_signatures": ("certificate", REGISTER - ADMIN),
    "office:issue_signing": ("batch", {"registrar", "signatory"} | ADMIN),
    "office:issue_signing_package": ("batch", {"registrar", "signatory"} | ADMIN),
    "office:signing_certificates": (None, {"registrar", "signatory", "auditor"} | ADMIN),
    "office:issue_drop": ("batch", {"registrar", "signatory"} | ADMIN),
    "office:register": ("register", REGISTER),
    "office:register_close": ("register", REGISTRAR),
    "office:register_volume": ("volume", {"registrar", "auditor"} | ADMIN),
    "office:issue_faces": ("batch", REGISTER),
    "office:issue_faces_sheet": ("batch", REGISTER),
    "office:mentors_prepare": (None, REGISTRAR),
    "office:thanks_prepare": (None, REGISTRAR),
    "office:designs": (None, REGISTER),
    "office:design": ("design", REGISTER),
    "office:design_preview": ("design", REGISTER),
    "office:design_revise": ("design", {"registrar", "training_office"} | ADMIN),
    "office:certificate_statistics": (None, REGISTER),
    "office:certificate_requests": (None, REGISTER),
    "office:certificate_request": ("reissue", REGISTER - ADMIN),
    "office:certificate_request_grant": ("reissue", REGISTRAR),
    "office:certificate_request_refuse": ("reissue", REGISTRAR),
    "office:certificate_request_paper": ("reissue", REGISTRAR),
    "office:certificate_ask": ("certificate", {"registrar"}),
    "office:blanks": (None, REGISTER),
    "office:blank_movements": (None, REGISTER),
    "office:blanks_receive": (None, REGISTRAR),
    "office:blanks_write_off": (None, REGISTRAR),
}
POST_PAGES = {
    "trainee:certificate_request_withdraw": ("reissue", {"trainee"}),
    **{f"office:wave_{act}": ("wave", PLANNING_WAVES) for act in ("announce", "close", "match")},
    "office:wave_take_over": ("wave", PLANNING_WAVES),
    "office:wave_document_remove": ("wave_document", PLANNING_WAVES),
    "records:takeout_file": ("takeout", {"trainee"}),
    "trainee:package_launch": ("package_unit", READERS),
    "trainee:package_move": ("package", READERS),
    "office:question_counting_cancel": ("counting", BANK),
    "office:lesson_import_cancel": ("lesson_import", EDITORS),
    "office:package_upload_cancel": ("package_upload", EDITORS),
    "office:board_open": ("year", TRAINING_OFFICE),
    "office:plan_run_stop": ("plan_run", TRAINING_OFFICE),
    "office:plan_run_accept": ("plan_run", TRAINING_OFFICE),
    "office:board_undo": ("draft", TRAINING_OFFICE),
    "office:board_redo": ("draft", TRAINING_OFFICE),
    "office:board_place": ("draft_row", TRAINING_OFFICE),
    "office:board_lock": ("draft_row", TRAINING_OFFICE),
    "lecturer:marks_write": ("own_run", {"lecturer"}),
    "office:board_remove": ("draft_row", TRAINING_OFFICE),
    "office:obligation_reckoning_cancel": ("reckoning", TRAINING_OFFICE),
    "trainee:leave_withdraw": ("leave", {"trainee"} | ADMIN),
    "office:class_question_answer": ("enquiry", TRAINING_OFFICE),
    "trainee:question_settle": ("enquiry", {"trainee"}),
    "lecturer:question": ("enquiry", LECTURER),
    "lecturer:bank_submit": ("question", LECTURER),
    "trainee:assignment_draft": ("assignment", {"trainee"}),
    "trainee:assignment_attach": ("assignment", {"trainee"}),
    "trainee:work_file_remove": ("work_file", {"trainee"}),
    "lecturer:assignment_publish": ("assignment", LECTURER),
    "lecturer:assignment_release": ("assignment", LECTURER),
    "lecturer:compare": ("assignment", LECTURER),
    "lecturer:marking_draft": ("submission", LECTURER),
    "lecturer:settle": ("submission", LECTURER),
    "lecturer:leave_decide": ("leave", ADMIN),
    "lecturer:confirm": ("meeting", LECTURER),
    "lecturer:accept": ("meeting", LECTURER),
    "notices:follow": ("notice", {"trainee"}),
    "notices:read_all": (None, EVERYBODY),
    "lecturer:invitations_answer": (None, LECTURER),
    "lecturer:availability_unmark": ("marked", {"lecturer"}),
    "unit:duty_remove": ("duty", {"unit_officer"}),
    "calendar:open": (None, EVERYBODY),
    "calendar:renew": (None, EVERYBODY),
    "calendar:stop": (None, EVERYBODY),
    "trainee:reading": (
        "lesson",
        {"trainee", "lecturer", "training_office", "committee_officer", "auditor", "editor"} | ADMIN,
    ),
    "trainee:finished": (
        "lesson",
        {"trainee", "lecturer", "training_office", "committee_officer", "auditor", "editor"} | ADMIN,
    ),
    "trainee:note": ("lesson", READERS),
    "trainee:note_choose": ("other_note", {"trainee"}),
    "lecturer:sheet_confirm": ("meeting", LECTURER),
    "lecturer:sheet_discard": ("meeting", LECTURER),
    "trainee:remark": ("mark", {"trainee"}),
    "trainee:module_ready": ("module", READERS),
    "trainee:quiz_start": ("quiz", READERS),
    "trainee:sit": ("sitting", {"trainee"} | ADMIN),
    "lecturer:late_answer": ("late_answer", LECTURER),
    "lecturer:call_off_sitting": ("sitting", LECTURER),
    "unit:choose": (None, UNIT),
    "office:results_write": ("results_run", TRAINING_OFFICE),
    "office:question_import_confirm": ("question_import", BANK),
    "office:question_import_cancel": ("question_import", BANK),
    "office:results_cancel": ("results_run", TRAINING_OFFICE),
    "office:classes_write": ("classes_run", TRAINING_OFFICE),
    "office:classes_cancel": ("classes_run", TRAINING_OFFICE),
    "office:import_write": ("import_run", IMPORTERS),
    "office:import_cancel": ("import_run", IMPORTERS),
    "unit:send": ("class", {"unit_officer"}),
    "unit:order": ("class", {"unit_officer"}),
    "unit:move": ("nomination", {"unit_officer"}),
    "unit:resubmit": ("nomination", {"unit_officer"}),
    "offline:key": (None, EVERYBODY),
    "offline:revoke": ("device", {"mentor"}),
    "mentor:review_draft": ("review", {"mentor"}),
    "mentor:photo_remove": ("photo", {"mentor"}),
    "mentor:contact_draft": ("posting", BOTH_SIDES),
    "mentor:form_release": ("kept", {"mentor"}),
    "mentor:contact_words": ("contact", {"mentor"}),
    "mentor:contact_confirm": ("contact", {"mentor"}),
    "mentor:contact_reopen": ("contact", {"mentor"}),
    "office:survey_remove": ("survey_name", {"committee_officer"}),
    "mentor:diary_draft": (None, {"young_official"}),
    **{f"mentor:diary_{act}": ("diary", {"young_official"}) for act in ("share", "withdraw", "remove")},
    "mentor:survey_remove": ("survey_own_name", {"young_official"}),
    "mentor:form_draft": ("form", BOTH_SIDES),
    "mentor:form_attach": ("form", BOTH_SIDES),
    "mentor:form_sign": ("form", BOTH_SIDES),
    "mentor:form_return": ("form", BOTH_SIDES),
    "mentor:form_unlock": ("form", BOTH_SIDES),
    "mentor:flag_acknowledge": ("flag", BOTH_SIDES | {"host_head", "committee_officer", "auditor"}),
    "mentor:flag_close": ("flag", BOTH_SIDES | {"host_head", "committee_officer", "auditor"}),
}
# Asked by their own tests: a page that exists only after two devices have written the same text, one that its secret
# address or signed link alone opens, the strip of a photograph that was read, results of an evaluation that is over.
ELSEWHERE = {
    "office:certificate_lift",  # is there while a certificate is suspended
    "mentor:version",
    "mentor:form_document",
    "mentor:form_pdf",
    "records:printed",
    "lecturer:evaluation_file",
    "office:evaluation_export",
    "calendar:feed",
    "lecturer:invitation_link",
    "lecturer:sheet_row",
    "office:issue_print",
    "office:issue_blanks",
    "office:wave_decision",  # is named by the number of its decision
}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """Made once for the module and rolled back with it; ``_files_of_the_world`` puts its files back for each test."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world(Cast())
        made.arguments = arguments_of(made)
        made.files = tmp_path_factory.mktemp("world") / "private"
        shutil.copytree(settings.VAR_DIR / "private", made.files)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def _files_of_the_world(world):
    shutil.copytree(world.files, settings.VAR_DIR / "private", dirs_exist_ok=True)


@pytest.fixture
def _status_alone(monkeypatch, brief_not_found):
    """Of an answer the status is looked at: the test client need not copy the context of each of its templates."""
    monkeypatch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))


def make_world(cast: Cast) -> SimpleNamespace:
    for user in cast.everybody().values():
        assert user.pk
    load_competencies()
    load_forms()
    ensure_keys(load_certificate_settings())
    load_evaluation_forms()
    lecturer = Lecturer.objects.get(person__user=cast.lecturer)
    day = today() - timedelta(days=1)
    running = TrainingClassFactory(
        status="open",
        opens_on=day - timedelta(days=3),
        closes_on=day + timedelta(days=9),
        nominate_until=day - timedelta(days=9),
    )
    nomination = NominationFactory(
        training_class=running, person=cast.trainee.person, unit=cast.ward, status="approved"
    )
    enrolment = EnrolmentFactory(
        training_class=running, person=cast.trainee.person, unit=cast.ward, nomination=nomination
    )
    meeting = ClassMeetingFactory(training_class=running, lecturer=lecturer, date=day)
    leave = ask_for_leave(
        enrolment,
        [meeting],
        kind="duty",
        reason="Họp đột xuất",
        document=ContentFile(b"%PDF-1.7 giay trieu tap", "giay-trieu-tap.pdf"),
        declares_no_secret=True,
        by=cast.trainee,
    )
    hour = timedelta(hours=1)
    coming = ClassMeetingFactory(
        training_class=running, lecturer=lecturer, date=today(), starts_at=now() - hour, ends_at=now() + hour
    )
    open_check_in(coming, by=cast.lecturer)
    submission = hand_in_work(running, cast)
    mark = MarkFactory(enrolment=enrolment, assessment=AssessmentFactory(training_class=running))
    remark = RemarkRequest.objects.create(mark=mark, reason="Chấm sót", asked_by=cast.trainee, asked_at=now())
    draw_board(running, by=cast.training_office)
    module = ModulePageFactory(parent=running.programme)
    lesson = LessonPageFactory(parent=module)
    note = LessonNote.objects.create(user=cast.trainee, lesson=lesson, text="Một", written_at=now())
    posting = cast.posting
    assert cast.mentor.person.mentor
    forms = create_calendar(posting)
    flag = raise_flag(posting, "R2", words="Chưa được giao việc", by=cast.mentor)
    contact = MentoringContact.objects.create(
        key=uuid4(), mentorship=posting.mentorships.get(), recorded_by=cast.mentor, recorded_at=now()
    )
    finished = recognised_class()
    ready = recognised_class()
    mine = passed_enrolment(finished, person=cast.trainee.person)
    certificate = issue_certificate(mine, by=cast.registrar)
    batch = prepare_batch(recognised_class(), by=cast.registrar)
    notify(cast.trainee, key="told", title="Báo tin")
    item = PlanItemFactory()
    elsewhere = ClassMeetingFactory(date=day)
    draft = open_draft(running.opens_on.year, by=cast.training_office)
    question = QuestionFactory(category=QuestionCategoryFactory(page=running.programme))
    examination = examine(running, module, cast.trainee, by=cast.lecturer)
    wave = wave_of(cast, posting)
    return SimpleNamespace(
        cast=cast,
        **vars(examination),
        question=question,
        counting=StatisticsRun.objects.create(created_at=now(), heard_at=now()),
        question_category=question.category,
        assignment=submission.work.assignment,
        enquiry=ask_question(running, "Nộp bài ở đâu?", by=cast.trainee),
        evaluation=open_evaluation(running, closes_at=now() + timedelta(days=1), by=cast.training_office),
        submission=submission,
        work_file=submission.files.get(),
        pair=SimilarityRun.objects.create(
            assignment=submission.work.assignment, state="done", asked_by=cast.lecturer, asked_at=now()
        ).pairs.create(first=submission, second=submission, percent=40),
        question_import=_question_import(),
        draft=draft,
        plan_run=PlanRun.objects.create(draft=draft, by=cast.training_office, state="cancelled"),
        draft_row=draft.meetings.get(meeting=meeting),
        running=running,
        lecturer=lecturer,
        paper=keep_paper(decision(), template="opening_decision", about=running, by=cast.training_office),
        nomination=nomination,
        decision=EnrolmentDecision.objects.create(
            training_class=running, submitted_by=cast.training_office, submitted_at=now()
        ),
        decided=EnrolmentDecision.objects.create(
            training_class=running,
            status="approved",
            submitted_by=cast.training_office,
            submitted_at=now(),
            decided_by=cast.signatory,
            number="12/QĐ-TLHP",
            decided_on=today(),
            signer="Dương Văn Lâm",
            facts=facts_of(running),
        ),
        meeting=meeting,
        leave=leave,
        open_meeting=coming,
        amendment=PlanAmendment.objects.create(
            plan=item.plan,
            decision_number="9/QĐ-TLHP",
            decided_on=today(),
            signer="Dương Văn Lâm",
            reason="Tăng lớp",
            recorded_by=cast.training_office,
            recorded_at=now(),
        ),
        module=module,
        closing=RoomBlock.objects.create(room=RoomFactory(), starts_on=today(), ends_on=today(), reason="Sửa điện"),
        own_run=ImportRun.objects.create(
            kind="results", file_name="diem.xlsx", state="checked", started_by=cast.lecturer
        ),
        travel=TravelTime.objects.create(place="A", other_place="B", minutes=40, valid_from=day),
        obligation_rule=ObligationRuleFactory(),
        **_eligibility(cast, wave["wave"]),
        reckoning=ObligationReckoning.objects.create(started_by=cast.training_office),
        make_up=MakeUp.objects.create(
            enrolment=enrolment, missed=meeting, meeting=elsewhere, assigned_by=cast.training_office, assigned_at=now()
        ),
        mark=mark,
        remark=remark,
        results_run=ImportRun.objects.create(kind="results", file_name="diem.xlsx", state="checked"),
        lesson=lesson,
        lesson_module=module,
        lesson_import=_lesson_import(module, cast.editor),
        package=PackagePageFactory(parent=module),
        package_file=PackageFactory(),
        registration=_registration(module, cast.trainee),
        package_upload=PackageUpload.objects.create(file_name="goi.zip", started_by=cast.editor),
        unit_page=PackagePageFactory(parent=module, package__kind="cmi5"),
        other_note=note.others.create(text="Hai", written_at=now()),
        posting=posting,
        benefit=posting.benefits.create(
            kind="housing", payer="host", document="1-QĐ", valid_from=today(), recorded_at=now()
        ),
        divided=(divided := _posting_to_a_divided_unit(cast)),
        proposal=PlacementProposal.objects.create(
            posting=posting,
            direction="stays",
            document="1-TTr",
            dated_on=today(),
            proposed_by=cast.committee_officer,
            proposed_at=now(),
        ),
        panel=(
            panel := Panel.objects.create(
                name="Hội nghị", year=2026, held_on=today(), convened_by=cast.committee_officer, convened_at=now()
            )
        ),
        panel_item=PanelItem.objects.create(panel=panel, posting=posting, order=1),
        followed_up=PostingFactory(
            person=cast.young_official.person,
            status="ended",
            effective_on=today() - timedelta(days=1500),
            ended_on=today() - timedelta(days=400),
            end_reason="returned",
        ),
        handover=begin_handover(posting, kind="mentor", reason="agreed", on=today(), by=cast.mentor),
        early_end=begin_handover(divided, kind="early_end", reason="agreed", on=today(), by=cast.committee_officer),
        kept=KeptForm.objects.create(mentorship=posting.mentorships.get(), form=forms[-1], until=today()),
        mentorship=posting.mentorships.get(),
        form=next(form for form in forms if form.code == "F3"),
        contact=contact,
        guide=cast.mentor.person.mentor,
        resting=MentorFactory(is_active=False),
        gone=MentorFactory(is_active=False, left_on=today()),
        apart=keep_apart(cast.mentor.person.mentor, cast.trainee.person, by=cast.committee_officer),
        review=confirmed_review(cast),
        flag=flag,
        **surveys_of(forms),
        diary=DiaryEntry.objects.create(posting=posting, starts_on=today(), main_work="Riêng", written_at=now()),
        photo=add_photo(contact, photograph(), key=uuid4(), by=cast.mentor),
        device=DeviceKey.objects.create(user=cast.mentor, installation=uuid4(), made_at=now(), asked_at=now()),
        certificate=certificate,
        design=certificate.design,
        reissue=ask_for_reissue(certificate, ground="loss", description="Bị mất", by=cast.trainee),
        batch=batch,
        ready=ready,
        person=cast.trainee.person,
        woman=PositionFactory(unit=cast.ward, person__sex="female").person,
        posted=posting.person,
        takeout=Takeout.objects.create(person=cast.trainee.person, asked_by=cast.trainee, state="expired"),
        unit=cast.ward,
        grant=cast.auditor.role_grants.get(),
        import_run=ImportRun.objects.create(kind="people", file_name="nhan-su.xlsx", state="checked"),
        duty=DutyPeriod.objects.create(
            unit=cast.ward, kind="council", title="Kỳ họp HĐND", starts_on=today(), ends_on=today()
        ),
        **wave,
        special_day=CalendarDay.objects.create(date=today(), kind="working", name="Làm bù", legal_basis="15/TB-VP"),
        teacher=lecturer,
        room=RoomFactory(),
        marked=AvailabilityException.objects.create(lecturer=lecturer, starts_on=today(), ends_on=today()),
        notice=cast.trainee.notices.get(key="told"),
        classes_run=ImportRun.objects.create(kind="classes", file_name="lop.xlsx", state="checked"),
        plan=item.plan,
        plan_item=item,
        release=Release.objects.create(
            draft=TimetableDraft.objects.create(year=2025, number=1, state="released"),
            number=1,
            by=cast.training_office,
        ),
    )


def wave_of(cast, posting) -> dict:
    """A wave to which the ward offers a post and puts its chairman forward."""
    bloc = Bloc.objects.create(code="wave", name_vi="Khối", name_en="Bloc", valid_from=today() - timedelta(days=900))
    dates = {name: today() for name in ("offers_from", "offers_until", "forward_until", "decide_by", "effective_on")}
    wave = RotationWaveFactory(status="approved", **dates)
    facts = {"wave": wave, "kind": "rotation", "reason": "Khuyết"}
    person = {"person": cast.chairman.person, "sending_unit": cast.ward, "bloc": bloc, "put_at": now()}
    return {
        "wave": wave,
        "wave_document": wave.documents.create(step="policy", number="1", dated_on=today(), recorded_at=now()),
        "wave_offer": WaveOffer.objects.create(unit=cast.ward, title=posting.title, offered_at=now(), **facts),
        "wave_candidate": WaveCandidate.objects.create(**person, **facts),
    }


def surveys_of(forms) -> dict:
    """One that is being prepared, one whose links are out, one that is closed."""
    first, second, third = (form for form in forms if form.code == "F7")
    TermForm.objects.filter(posting=first.posting, code="F7").update(opens_on=today())
    window = {"opens_on": today(), "closes_on": today() + timedelta(days=9)}
    sent = Survey.objects.create(form=second, status="open", **window)
    Survey.objects.create(form=third, status="closed", **window)
    facts = {"full_name": "Nguyễn Văn An", "role": "peer"}
    return {
        "survey_form": first,
        "survey_sent": second,
        "survey_done": third,
        "survey_name": Survey.objects.create(form=first).respondents.create(side="mentee", **facts),
        "survey_token": make_link(sent.respondents.create(side="host", is_chosen=True, **facts), today()),
    }


def confirmed_review(cast) -> MentorReview:
    """F9 of the mentor, confirmed."""
    version = FormVersion.objects.get(code="F9")
    review = MentorReview.objects.create(
        mentor=cast.mentor.person.mentor, version=version, year=2025, opens_on=today(), due_on=today()
    )
    answers = {item.id: _answer(item) for item in Definition.of(version).fields()}
    return sign_review(save_review(review, answers, base_version=0, by=cast.mentor), by=cast.mentor)


def _answer(item):
    return item.choices[0][0] if item.choices else {"integer": 3}.get(item.type, "Đã làm")


def hand_in_work(training_class, cast):
    facts = Facts(
        title="Bài thu hoạch",
        instructions="Nêu thực trạng.",
        opens_at=now() - timedelta(days=1),
        due_at=now() + timedelta(days=1),
        file_kinds=("pdf",),
    )
    given = publish_assignment(make_assignment(training_class, facts, by=cast.lecturer), by=cast.lecturer)
    work = begin_work(given, by=cast.trainee)
    add_file(work, ContentFile(b"%PDF-1.7", "bai.pdf"), by=cast.trainee)
    return hand_in(work, by=cast.trainee)


def _posting_to_a_divided_unit(cast):
    gone = UnitFactory(valid_to=today() - timedelta(days=1))
    UnitLink.objects.create(predecessor=gone, successor=cast.ward, extent="partial", effective_on=today())
    return PostingFactory(host_unit=gone)


def draw_board(training_class, *, by) -> ResultsBoard:
    return ResultsBoard.objects.create(
        training_class=training_class, number="1/BB", held_on=today(), place="A", drawn_up_by=by, drawn_up_at=now()
    )


def page_names() -> set[str]:
    """The names of all pages of the rooms, without the results-only twins of the office's lists."""

    def walk(resolver, spaces=()):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
            elif pattern.name and spaces and spaces[0] in ROOMS:
                yield ":".join((*spaces, pattern.name))

    found = set(walk(get_resolver()))
    return {name for name in found if not (name.endswith("_results") and name.removesuffix("_results") in found)} | {
        "office:class_results"
    }


def _registration(module: ModulePage, user) -> PackageRegistration:
    page = PackagePageFactory(parent=module)
    return PackageRegistration.objects.create(user=user, page=page, package=page.package, opened_at=now())


def _question_import() -> QuestionImport:
    """A file that was read, with a picture kept beside it."""
    place = storages["private"].save("question_imports/table/0.png", ContentFile(b"a picture"))
    return QuestionImport.objects.create(
        file_name="cau-hoi.xml", format="moodlexml", state="checked", pictures={"0" * 64: place}
    )


def _lesson_import(module, editor) -> LessonImport:
    """A Word document that was read, with a picture kept beside it."""
    place = storages["private"].save("lesson_imports/table/0.png", ContentFile(b"a picture"))
    value = {"picture": "0" * 64, "alternative_text": "", "caption": ""}
    parts = [{"type": "image", "value": value}]
    return LessonImport.objects.create(
        module=module, file_name="bai.docx", title="Bài", parts=parts, pictures={"0" * 64: place}, started_by=editor
    )


def arguments_of(world) -> dict[str | None, list]:
    """What addresses take that is more than the key of a row."""
    return {
        None: [],
        "code": [world.certificate.verification_code],
        "badge_picture": [world.certificate.verification_code, "png"],
        "status_list": ["lhp", "revocation", 0],
        "issuer": ["lhp"],
        "waived_part": [world.registration.pk, world.registration.package.items.get().pk],
        "package_unit": [world.unit_page.pk, world.unit_page.package.items.get().pk],
        "class": [world.running.pk],
        "programme": [world.running.programme_id],
        "contact": [world.contact.key],
        "photo": [world.photo.key],
        "decided_pdf": [world.decided.pk, "docx"],
        "plan_pdf": [world.plan.pk, "docx"],
        "rule": ["training.pass_mark"],
        "planning_rule": ["cover"],
        "kind": ["csv"],
        "question_kind": ["cloze"],
        "question_version": [world.question.pk, 1],
        "leading_post": [world.unit.pk, "pc_chairman"],
        "indicator": ["women"],
        "regraded": [world.past_sitting.pk, world.regraded.pk],
        "export_format": ["moodlexml"],
        "lesson_import_picture": [world.lesson_import.pk, "0" * 64],
        "question_import_picture": [world.question_import.pk, "0" * 64],
        "year": [world.running.opens_on.year],
        "own_run": [world.running.pk, world.own_run.pk],
        "plan_paper": [world.plan.pk, "annual_plan"],
        "supplement": [world.running.pk, 1],
        "class_paper": [world.running.pk, "class_list"],
        "paper_file": [world.paper.pk, "docx"],
        "statement": [world.lecturer.pk, "2026-03"],
        "own_statement": ["2026-03", "xlsx"],
        "extended": [world.assignment.pk, world.submission.work.enrolment_id],
        "absence": [world.make_up.enrolment_id, world.make_up.missed_id],
        "register": [world.certificate.register_id],
        "volume": [world.certificate.register_id, 1],
        "sheet": ["sheets/faces.css"],
        "token": [world.survey_token],
        "diary": [world.diary.key],
        "survey_name": [world.survey_form.pk, world.survey_name.pk],
        "survey_own_name": [world.posting.pk, world.survey_name.pk],
        "rule_kind": ["age_below"],
        "posting_and_mentor": [world.posting.pk, world.guide.pk],
    }


def address(name: str, key: str | None, world) -> str:
    return reverse(name, args=world.arguments[key] if key in world.arguments else [getattr(world, key).pk])


def _eligibility(cast, wave) -> dict:
    """A rule, and what it said about the trainee in the wave."""
    load_posting_rules()
    person, officer = cast.trainee.person, cast.committee_officer
    given = {"decision_number": "1-QĐ", "decided_on": today(), "reason": "Theo đề án."}
    return {
        "posting_rule": PostingRule.objects.get(code="young-age"),
        "eligibility": evaluate(people=[person], wave=wave, by=officer)[0],
        "succession": flag_succession(person, valid_from=today(), source_document="1-QĐ", by=officer),
        "exception": record_exception(person, "young-age", by=officer, **given),
    }


def test_every_page_stands_in_the_table():
    assert page_names() == set(GET_PAGES) | set(POST_PAGES) | ELSEWHERE


@pytest.mark.django_db
@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.usefixtures("_files_of_the_world", "_status_alone")
def test_pages_open_for_whom_they_are_and_are_unknown_to_everybody_else(member, world, client):
    client.force_login(world.cast[member], backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for name, (key, allowed) in GET_PAGES.items():
        status = client.get(address(name, key, world)).status_code
        if (status in (200, 302)) != (member in allowed) or status not in (200, 302, 404):
            wrong.append(f"{name}: {status}")
    for name, (key, allowed) in POST_PAGES.items():
        with transaction.atomic():
            status = client.post(address(name, key, world)).status_code
            transaction.set_rollback(True)
        if (status != 404) != (member in allowed) or status >= 500:
            wrong.append(f"{name} (POST): {status}")
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.usefixtures("_files_of_the_world", "_status_alone")
def test_visitor_is_sent_to_sign_in_everywhere_but_at_the_public_check_and_the_search(world, client):
    for name, (key, _allowed) in (GET_PAGES | POST_PAGES).items():
        url = address(name, key, world)
        answer = client.get(url) if name in GET_PAGES else client.post(url)
        if name.startswith(("verification:", "credentials:", "search:", "survey:")):
            assert answer.status_code == 200, name
        else:
            assert answer.status_code == 302, name
            assert answer.url.startswith("/accounts/login/"), name
