"""Addresses of the trainee's workspace, below ``/learn/``."""

from django.urls import path

from portal.records import views as records
from portal.trainee import (
    assignments,
    certificates,
    check_in,
    enquiries,
    evaluations,
    leave,
    modules,
    notes,
    packages,
    saving,
    views,
)
from portal.trainee.quizzes import views as quizzes

app_name = "trainee"

urlpatterns = [
    path("", views.home, name="home"),
    path("check-in/", check_in.check_in_page, name="check_in"),
    path("classes/", views.class_list, name="classes"),
    path("classes/<int:class_id>/", views.class_page, name="class"),
    path("marks/<int:mark_id>/remark/", views.remark, name="remark"),
    path("classes/<int:class_id>/leave/", leave.leave, name="leave"),
    path("leave/<int:pk>/withdraw/", leave.withdraw, name="leave_withdraw"),
    path("leave/<int:pk>/document/", leave.document, name="leave_document"),
    path("classes/<int:class_id>/questions/", enquiries.questions, name="questions"),
    path("questions/<int:pk>/settle/", enquiries.settle, name="question_settle"),
    path("evaluations/<int:pk>/", evaluations.evaluation, name="evaluation"),
    path("assignments/<int:pk>/", assignments.assignment, name="assignment"),
    path("assignments/<int:pk>/draft/", assignments.draft, name="assignment_draft"),
    path("assignments/<int:pk>/drafts/", assignments.drafts, name="assignment_drafts"),
    path("assignments/<int:pk>/files/", assignments.attach, name="assignment_attach"),
    path("assignments/files/<int:pk>/", assignments.work_file, name="work_file"),
    path("assignments/files/<int:pk>/remove/", assignments.remove, name="work_file_remove"),
    path("lessons/", views.lessons, name="lessons"),
    path("lessons/<int:lesson_id>/", views.lesson, name="lesson"),
    path("programmes/<int:programme_id>/", modules.programme, name="programme"),
    path("modules/<int:module_id>/", modules.module, name="module"),
    path("modules/<int:module_id>/offline.json", saving.manifest, name="module_manifest"),
    path("modules/<int:module_id>/ready/", saving.ready, name="module_ready"),
    path("saved/", saving.saved, name="saved"),
    path("notes/", notes.notes, name="notes"),
    path("notes/notes.txt", notes.export, name="notes_export"),
    path("notes/others/<int:other_id>/", notes.choose, name="note_choose"),
    path("lessons/<int:lesson_id>/note/", notes.write, name="note"),
    path("quizzes/<int:quiz_id>/", quizzes.quiz, name="quiz"),
    path("quizzes/<int:quiz_id>/start/", quizzes.start, name="quiz_start"),
    path("sittings/<int:sitting_id>/start/", quizzes.sit, name="sit"),
    path("attempts/<int:attempt_id>/", quizzes.attempt, name="attempt"),
    path("attempts/<int:attempt_id>/submit/", quizzes.submit, name="submit"),
    path("attempts/<int:attempt_id>/answers/", quizzes.answers, name="answers"),
    path("lessons/<int:lesson_id>/reading/", views.reading, name="reading"),
    path("lessons/<int:lesson_id>/finished/", views.finished, name="finished"),
    path("packages/<int:page_id>/", packages.package, name="package"),
    path("packages/<int:page_id>/move/", packages.package_move, name="package_move"),
    path("packages/<int:page_id>/parts/<int:item_id>/launch/", packages.launch, name="package_launch"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<int:certificate_id>/document/", certificates.certificate_document, name="certificate_document"),
    path("certificates/<int:certificate_id>/ask/", certificates.ask, name="certificate_ask"),
    path("certificates/requests/<int:pk>/withdraw/", certificates.withdraw, name="certificate_request_withdraw"),
    path("calendar/", views.calendar, name="calendar"),
    path("record/", records.own, name="record"),
]
