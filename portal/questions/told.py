"""Telling authors what became of the questions they submitted."""

from collections import defaultdict

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from curriculum.models import QuestionVersion
from curriculum.signals import questions_reviewed
from portal.notifications.services import notify

LANGUAGE = "vi"  # notices are kept in the words in which they were told
SHOWN = 12  # the rest stands in the bank


@receiver(questions_reviewed)
def tell_the_authors(versions, by, **kwargs) -> None:
    """One notice for each author, however many were reviewed together.

    The note of a review may quote the question and its answer, so it stays in the bank: the notice says where.
    """
    by_author: dict = defaultdict(list)
    for version in versions:
        if version.made_by is not None and version.made_by_id != by.pk:
            by_author[version.made_by].append(version)
    with override(LANGUAGE):
        for author, theirs in by_author.items():
            _tell(author, theirs)


def _tell(author, versions: list[QuestionVersion]) -> None:
    first, is_returned = versions[0], versions[0].review == QuestionVersion.Review.RETURNED
    names = [version.name for version in versions[:SHOWN]]
    if len(versions) > SHOWN:
        names.append(_("… and %(count)s more") % {"count": len(versions) - SHOWN})
    if is_returned:
        title = ngettext(
            "%(count)s question was sent back to you", "%(count)s questions were sent back to you", len(versions)
        )
        names.append(_("What has to be changed stands with each question in the bank."))
    else:
        title = ngettext(
            "%(count)s question of yours was approved", "%(count)s questions of yours were approved", len(versions)
        )
    notify(
        author,
        key=f"question:{first.pk}:{first.review}:{first.reviewed_at:%Y%m%d%H%M%S}",
        title=title % {"count": len(versions)},
        body="\n".join(names),
        url=_place_of(author, versions, is_returned=is_returned),
    )


def _place_of(author, versions: list[QuestionVersion], *, is_returned: bool) -> str:
    """The question, or the list of all: in the office for whoever reads the whole bank, else in teaching."""
    in_office = author.has_perm("curriculum.view_questions")
    if len(versions) == 1:
        name = "office:question" if in_office else "lecturer:bank_question"
        return reverse(name, args=[versions[0].question_id])
    state = "returned" if is_returned else "approved"
    return reverse("office:questions" if in_office else "lecturer:bank") + f"?review={state}"
