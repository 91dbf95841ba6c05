"""The mentor's workspace, and the official's own side of it."""

from django.urls import path

from portal.mentor import contacts, device, documents, flags, forms, handovers, home, postings, profile, versions

app_name = "mentor"
urlpatterns = [
    path("", home.home, name="home"),
    path("host/", home.host, name="host"),
    path("link/", home.link, name="link"),
    path("calendar/", home.calendar, name="calendar"),
    path("my-posting/", postings.my_posting, name="my_posting"),
    path("postings/<int:pk>/", postings.posting, name="posting"),
    path("postings/<int:pk>/competencies/", profile.profile, name="profile"),
    path("postings/<int:pk>/contact/", contacts.write, name="contact_write"),
    path("postings/<int:pk>/contact/draft/", contacts.draft, name="contact_draft"),
    path("contacts/<uuid:key>/", contacts.contact, name="contact"),
    path("contacts/<uuid:key>/words/", contacts.own_words_draft, name="contact_words"),
    path("contacts/<uuid:key>/confirm/", contacts.confirm, name="contact_confirm"),
    path("contacts/<uuid:key>/reopen/", contacts.reopen, name="contact_reopen"),
    path("forms/<int:pk>/", forms.form, name="form"),
    path("forms/<int:pk>/draft/", forms.draft, name="form_draft"),
    path("forms/<int:pk>/sign/", forms.sign, name="form_sign"),
    path("forms/<int:pk>/return/", forms.give_back, name="form_return"),
    path("forms/<int:pk>/form.pdf", forms.form_pdf, name="form_pdf"),
    path("forms/<int:pk>/document/", documents.attach, name="form_attach"),
    path("postings/<int:pk>/handover/", handovers.sheet, name="handover"),
    path("postings/<int:pk>/handover/begin/", handovers.begin, name="handover_begin"),
    path("kept/<int:pk>/release/", handovers.release_kept, name="form_release"),
    path("documents/<int:pk>/", documents.document, name="form_document"),
    path("postings/<int:pk>/concern/", flags.concern, name="concern"),
    path("flags/<int:pk>/", flags.flag, name="flag"),
    path("flags/<int:pk>/acknowledge/", flags.acknowledge, name="flag_acknowledge"),
    path("flags/<int:pk>/close/", flags.close, name="flag_close"),
    path("offline.json", device.manifest, name="manifest"),
    path("saved/", device.saved, name="saved"),
    path("versions/<int:pk>/", versions.settle, name="version"),
]
