"""Addresses of the packages, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.packages import learners, listings, pages

urlpatterns = [
    *listing_urls(listings.PackageListing, "packages/", "packages"),
    *listing_urls(listings.UploadListing, "packages/uploads/", "package_uploads"),
    *listing_urls(learners.LearnerListing, "packages/learners/", "package_learners"),
    path("packages/learners/<int:pk>/", learners.Learner.as_view(), name="package_learner"),
    path("packages/learners/<int:pk>/waive/<int:item>/", learners.WaivePart.as_view(), name="package_waive"),
    path("packages/<int:pk>/", pages.PackageDetail.as_view(), name="package"),
    path("packages/upload/", pages.UploadPackage.as_view(), name="package_upload"),
    path("packages/uploads/<int:pk>/", pages.UploadDetail.as_view(), name="package_upload_run"),
    path("packages/uploads/<int:pk>/cancel/", pages.CancelUpload.as_view(), name="package_upload_cancel"),
]
