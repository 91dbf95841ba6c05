"""Addresses of the people screens, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.people import listings, pages

urlpatterns = [
    *listing_urls(listings.PersonListing, "people/", "people"),
    *listing_urls(listings.ImportListing, "people/imports/", "imports"),
    path("people/<int:pk>/", pages.ProfilePage.as_view(), name="person"),
    path("people/<int:pk>/change/", pages.ChangePerson.as_view(), name="person_change"),
    path("people/<int:pk>/record/", pages.RecordPage.as_view(), name="person_record"),
    path("people/import/", pages.UploadPeople.as_view(), name="people_import"),
    path("people/import/template.xlsx", pages.Template.as_view(), name="people_template"),
    path("people/imports/<int:pk>/", pages.ImportRunPage.as_view(), name="import_run"),
    path("people/imports/<int:pk>/write/", pages.WriteForReal.as_view(), name="import_write"),
    path("people/imports/<int:pk>/cancel/", pages.CancelImport.as_view(), name="import_cancel"),
]
