"""Addresses of the annual plan, under /admin/."""

from django.urls import path

from portal.office.base import listing_urls
from portal.office.plans import changes, classes, listings, pages, papers, preparing

urlpatterns = [
    *listing_urls(listings.PlanListing, "plans/", "plans"),
    *listing_urls(listings.ItemListing, "plan-items/", "plan_items"),
    path("plans/new/", changes.CreatePlan.as_view(), name="plan_create"),
    path("plans/<int:pk>/", pages.PlanPage.as_view(), name="plan"),
    path("plans/<int:pk>/document.<str:extension>", papers.PlanDocument.as_view(), name="plan_document"),
    path("plans/<int:pk>/items/new/", changes.AddItem.as_view(), name="plan_item_create"),
    path("plans/<int:pk>/submit/", changes.SubmitPlan.as_view(), name="plan_submit"),
    path("plans/<int:pk>/return/", changes.ReturnPlan.as_view(), name="plan_return"),
    path("plans/<int:pk>/approve/", changes.ApprovePlan.as_view(), name="plan_approve"),
    path("plans/<int:pk>/amend/", changes.AmendPlan.as_view(), name="plan_amend"),
    path("plans/<int:pk>/copy/", changes.CopyPlan.as_view(), name="plan_copy"),
    path("plans/<int:pk>/classes/", changes.MakeClasses.as_view(), name="plan_classes"),
    path("plans/<int:pk>/papers/<slug:template>/", preparing.PreparePlanPaper.as_view(), name="plan_paper"),
    path("plan-amendments/<int:pk>/paper/", preparing.PrepareAmendment.as_view(), name="plan_amendment_paper"),
    path("plan-items/<int:pk>/", changes.ChangeItem.as_view(), name="plan_item"),
    path("plan-items/<int:pk>/amend/", changes.AmendItem.as_view(), name="plan_item_amend"),
    path("plan-items/<int:pk>/remove/", changes.RemoveItem.as_view(), name="plan_item_remove"),
    path("classes/import/", classes.UploadClasses.as_view(), name="classes_import"),
    path("classes/import/template.xlsx", classes.ClassesTemplate.as_view(), name="classes_template"),
    path("classes/imports/<int:pk>/", classes.ClassesRunPage.as_view(), name="classes_run"),
    path("classes/imports/<int:pk>/write/", classes.WriteClasses.as_view(), name="classes_write"),
    path("classes/imports/<int:pk>/cancel/", classes.CancelClasses.as_view(), name="classes_cancel"),
    path("classes/<int:pk>/change/", classes.ChangeClass.as_view(), name="class_change"),
    path("classes/<int:pk>/confirm/", classes.ConfirmClass.as_view(), name="class_confirm"),
    path("classes/<int:pk>/deadline/", classes.ChangeDeadline.as_view(), name="class_deadline"),
]
