"""Addresses of the training office's screens, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.classes import changes, listings, pages

urlpatterns = [
    *listing_urls(listings.ClassListing, "classes/", "classes"),
    *listing_urls(listings.NominationListing, "nominations/", "nominations"),
    *listing_urls(listings.RoomListing, "rooms/", "rooms"),
    *listing_urls(listings.LecturerListing, "lecturers/", "lecturers"),
    path("classes/new/", changes.CreateClass.as_view(), name="class_create"),
    path("classes/<int:pk>/", pages.ClassOverview.as_view(), name="class"),
    path("classes/<int:pk>/timetable/", pages.ClassTimetable.as_view(), name="class_timetable"),
    path("classes/<int:pk>/announce/", changes.AnnounceClass.as_view(), name="class_announce"),
    path("classes/<int:pk>/supervisor/", changes.NameSupervisor.as_view(), name="class_supervisor"),
    path("classes/<int:pk>/open/", changes.OpenClass.as_view(), name="class_open"),
    path("classes/<int:pk>/review/", changes.ReviewResults.as_view(), name="class_review"),
    path("classes/<int:pk>/close/", changes.CloseClass.as_view(), name="class_close"),
    path("classes/<int:pk>/cancel/", changes.CancelClass.as_view(), name="class_cancel"),
    path("classes/<int:pk>/compute/", changes.ComputeOutcomes.as_view(), name="class_compute"),
    path("classes/<int:pk>/recognise/", changes.RecogniseResults.as_view(), name="class_recognise"),
    path("classes/<int:pk>/meetings/new/", changes.ScheduleMeeting.as_view(), name="meeting_create"),
    path("classes/<int:pk>/meetings/publish/", changes.PublishMeetings.as_view(), name="meetings_publish"),
    path("meetings/<int:pk>/move/", changes.MoveMeeting.as_view(), name="meeting_move"),
    path("meetings/<int:pk>/cancel/", changes.CancelMeeting.as_view(), name="meeting_cancel"),
    path("rooms/new/", changes.AddRoom.as_view(), name="room_create"),
]
