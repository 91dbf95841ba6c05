"""Addresses of the registrar's screens, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.certificates import changes, listings, pages, signing

urlpatterns = [
    *listing_urls(listings.CertificateListing, "certificates/", "certificates"),
    *listing_urls(listings.DueListing, "certificates/due/", "certificates_due"),
    *listing_urls(listings.IssueListing, "certificates/issues/", "issues"),
    *listing_urls(listings.RegisterListing, "certificates/registers/", "registers"),
    path("certificates/<int:pk>/", pages.CertificatePage.as_view(), name="certificate"),
    path("certificates/<int:pk>/revoke/", changes.RevokeCertificate.as_view(), name="certificate_revoke"),
    path("certificates/<int:pk>/replace/", changes.ReplaceCertificate.as_view(), name="certificate_replace"),
    path("certificates/<int:pk>/signatures/", signing.SignaturesPage.as_view(), name="certificate_signatures"),
    path("certificates/due/<int:pk>/", changes.PrepareIssue.as_view(), name="issue_prepare"),
    path("certificates/issues/<int:pk>/", pages.IssuePage.as_view(), name="issue"),
    path("certificates/issues/<int:pk>/progress/", pages.IssueProgress.as_view(), name="issue_progress"),
    path("certificates/issues/<int:pk>/signing/", signing.SignOutside.as_view(), name="issue_signing"),
    path("certificates/issues/<int:pk>/signing.zip", signing.SigningPackage.as_view(), name="issue_signing_package"),
    path("certificates/signing-certificates/", signing.SigningCertificates.as_view(), name="signing_certificates"),
    path("certificates/issues/<int:pk>/approve/", changes.ApproveIssue.as_view(), name="issue_approve"),
    path("certificates/issues/<int:pk>/issue/", changes.IssueNow.as_view(), name="issue_now"),
    path("certificates/issues/<int:pk>/drop/", changes.DropIssue.as_view(), name="issue_drop"),
    path("certificates/registers/<int:pk>/", pages.RegisterPage.as_view(), name="register"),
    path("certificates/registers/<int:pk>/close/", changes.CloseRegister.as_view(), name="register_close"),
    path(
        "certificates/registers/<int:pk>/volume-<int:volume>.pdf",
        pages.RegisterVolume.as_view(),
        name="register_volume",
    ),
]
