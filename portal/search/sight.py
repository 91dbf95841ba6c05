"""What somebody may find: what the rule of each thing lets that person open, asked at the time of the search."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpRequest

from wagtail.models import CollectionViewRestriction, PageViewRestriction

from curriculum.models import LessonPage
from portal.search.models import SearchEntry, SearchEntryQuerySet
from training.models import TrainingClass
from training.nominations.lesson_access import lessons_open_to


def entries_for(request: HttpRequest) -> SearchEntryQuerySet:
    """The entries of the pages, files and classes the visitor may open.

    A lesson belongs to those whom ``curriculum.open_lesson`` lets in, and its files with it; other pages to everybody;
    a class to those who may view it. Restrictions set in Wagtail hold besides.
    """
    user = request.user
    is_lesson = Q(page__content_type=ContentType.objects.get_for_model(LessonPage))
    lessons = is_lesson & Q(page__in=lessons_open_to(user).values("pk"))
    public = Q(page__live=True) & ~is_lesson
    classes = Q(training_class__in=TrainingClass.objects.visible_to(user).order_by().values("pk"))
    return SearchEntry.objects.filter(public | lessons | classes).filter(_unrestricted(request))


def _unrestricted(request: HttpRequest) -> Q:
    """Neither the page nor the file lies behind a restriction of Wagtail's that keeps the visitor out."""
    found = Q()
    for restriction in PageViewRestriction.objects.select_related("page"):
        if not restriction.accept_request(request):
            found &= ~Q(page__path__startswith=restriction.page.path)
    for restriction in CollectionViewRestriction.objects.select_related("collection"):
        if not restriction.accept_request(request):
            found &= ~Q(file__collection__path__startswith=restriction.collection.path)
    return found
