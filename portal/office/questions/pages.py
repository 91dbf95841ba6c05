"""The tree of categories, one question as learners see it with its key, and two versions beside each other."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from curriculum.models import Question, QuestionCategory, QuestionVersion
from curriculum.questions.comparing import compare
from portal.office.base import OfficePage
from portal.questions.showing import blanks_of, figures_of, remarks_on

Review = QuestionVersion.Review
QUESTIONS = ("office:questions", _("Bank of questions"))


@dataclass
class Branch:
    """A category of the tree with what lies below it."""

    category: QuestionCategory
    below: list["Branch"] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.category.question_count + sum(branch.total for branch in self.below)


class CategoryTree(OfficePage):
    permission = "curriculum.view_questions"
    template_name = "portal/office/questions/categories.html"
    page_title = _("Categories of questions")
    header_icon = "folder-open-inverse"
    parents = [QUESTIONS]

    def get_context_data(self, **kwargs):
        counted = Count("questions", filter=Q(questions__is_retired=False))
        branches = {one.pk: Branch(one) for one in QuestionCategory.objects.annotate(question_count=counted)}
        top: list[Branch] = []
        for branch in branches.values():
            parent = branches.get(branch.category.parent_id)
            (parent.below if parent else top).append(branch)
        may_change = self.request.user.has_perm("curriculum.change_questions")
        return super().get_context_data(branches=top, may_change=may_change, **kwargs)


class QuestionPage(OfficePage):
    """One question: as a learner sees it, with the key, its versions and what may be done with it."""

    permission = "curriculum.view_questions"
    template_name = "portal/office/questions/question.html"
    header_icon = "help"
    parents = [QUESTIONS]

    @cached_property
    def question(self) -> Question:
        found = Question.objects.select_related("category", "current__made_by", "current__reviewed_by", "approved")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    @cached_property
    def version(self) -> QuestionVersion:
        """The version that is looked at: the newest unless the address names another."""
        number = self.kwargs.get("number")
        if number is None:
            return self.question.current
        return get_object_or_404(self.question.versions.select_related("made_by", "reviewed_by"), number=number)

    def get_page_title(self) -> str:
        return self.version.name

    def get_context_data(self, **kwargs):
        question, version = self.question, self.version
        said = version.said
        return super().get_context_data(
            question=question,
            version=version,
            said=said,
            text=blanks_of(said),
            is_newest=version.pk == question.current_id,
            versions=question.versions.defer("content", "folded").select_related("made_by", "reviewed_by"),
            tags=question.tags.all(),
            remarks=remarks_on(said),
            actions=self._actions(),
            **figures_of(version),
            **kwargs,
        )

    def _actions(self) -> list[tuple[str, str]]:
        """The screens that lead on, the main one first."""
        user, question = self.request.user, self.question
        actions: list[tuple[str, str]] = []
        version = question.current
        if self.version != version:
            return actions
        if version.review == Review.SUBMITTED and version.made_by_id != user.pk:
            actions += (
                [("question_approve", gettext("Approve"))] if user.has_perm("curriculum.review_questions") else []
            )
            actions += (
                [("question_send_back", gettext("Send back"))] if user.has_perm("curriculum.review_questions") else []
            )
        if user.has_perm("curriculum.change_questions"):
            if version.review in (Review.DRAFT, Review.RETURNED) and not question.is_retired:
                actions.append(("question_submit", gettext("Submit for review")))
            actions.append(("question_rewrite", gettext("Change")))
            actions.append(("question_place", gettext("Category and tags")))
            name = "question_bring_back" if question.is_retired else "question_retire"
            actions.append((name, gettext("Bring back") if question.is_retired else gettext("Retire")))
        return [(reverse(f"office:{name}", args=[question.pk]), label) for name, label in actions]


class QuestionComparison(OfficePage):
    """What changed from one version to another."""

    permission = "curriculum.view_questions"
    template_name = "portal/office/questions/comparison.html"
    header_icon = "help"
    page_title = _("What changed")
    parents = [QUESTIONS]

    @cached_property
    def question(self) -> Question:
        return get_object_or_404(Question.objects.select_related("current"), pk=self.kwargs["pk"])

    def get_parents(self):
        return self.parents

    def get_page_subtitle(self) -> str:
        return self.question.current.name

    def get_context_data(self, **kwargs):
        versions = {one.number: one for one in self.question.versions.select_related("made_by")}
        before, after = self._chosen("from", versions), self._chosen("to", versions)
        return super().get_context_data(
            question=self.question,
            versions=sorted(versions.values(), key=lambda one: one.number),
            before=before,
            after=after,
            changes=compare(before.said, after.said),
            **kwargs,
        )

    def _chosen(self, name: str, versions: dict[int, QuestionVersion]) -> QuestionVersion:
        last = max(versions)
        given = self.request.GET.get(name, str(last if name == "to" else max(last - 1, 1)))
        if not given.isdecimal() or int(given) not in versions:
            raise Http404
        return versions[int(given)]
