"""Addresses of what the training office plans with, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.resources import changes, listings, needs, travel

urlpatterns = [
    *listing_urls(listings.DutyListing, "duties/", "duties"),
    *listing_urls(listings.SpecialDayListing, "special-days/", "special_days"),
    *listing_urls(travel.TravelListing, "travel/", "travel"),
    *listing_urls(needs.NeedListing, "module-needs/", "needs"),
    path("module-needs/<int:pk>/", needs.ModuleNeeds.as_view(), name="module_needs"),
    path("room-closings/<int:pk>/open/", changes.ReopenRoom.as_view(), name="room_reopen"),
    path("travel/new/", travel.SetTravel.as_view(), name="travel_set"),
    path("travel/<int:pk>/", travel.ChangeTravel.as_view(), name="travel_change"),
    path("travel/<int:pk>/end/", travel.EndTravel.as_view(), name="travel_end"),
    path("duties/new/", changes.AddDuty.as_view(), name="duty_create"),
    path("duties/<int:pk>/remove/", changes.RemoveDuty.as_view(), name="duty_remove"),
    path("special-days/new/", changes.SetDay.as_view(), name="special_day_create"),
    path("special-days/<int:pk>/remove/", changes.UnsetDay.as_view(), name="special_day_remove"),
    path("lecturers/<int:pk>/", changes.ChangeLecturer.as_view(), name="lecturer"),
    path("rooms/<int:pk>/", changes.ChangeRoom.as_view(), name="room"),
    path("rooms/<int:pk>/close/", changes.CloseRoom.as_view(), name="room_close"),
    path("classes/<int:pk>/meetings/invite/", changes.InviteLecturers.as_view(), name="meetings_invite"),
]
