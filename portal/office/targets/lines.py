"""A post or a posting behind a figure, said in one line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from training.models import Person, Posting, Unit
from training.pipeline.posts.posts import Post
from training.pipeline.targets.indicators import Line


@dataclass(frozen=True)
class Told:
    """Who, where, as what, since when; ``url`` leads to the post or the posting."""

    person: str
    staff_code: str
    unit: str
    title: str
    since: date | None
    age: int | None
    url: str


def lines_of(lines: Iterable[Line], day: date) -> list[Told]:
    """The lines in words; postings are read in one query, posts in none."""
    rows = list(lines)
    keys = [row.posting for row in rows if not isinstance(row, Post)]
    postings = Posting.objects.select_related("person", "host_unit", "title").in_bulk(keys) if keys else {}
    return [_of_post(row, day) if isinstance(row, Post) else _of_posting(postings[row.posting]) for row in rows]


def _of_post(post: Post, day: date) -> Told:
    holder = post.holder
    address = reverse("office:pipeline_post", args=[post.place.pk, post.title.code])
    return Told(
        person=holder.human.name if holder else "",
        staff_code=holder.human.staff_code if holder else "",
        unit=post.place.name,
        title=str(post.title),
        since=holder.since if holder else None,
        age=holder.age if holder else None,
        url=f"{address}?day={day:%Y-%m-%d}",
    )


def _of_posting(posting: Posting) -> Told:
    person: Person = posting.person
    host: Unit = posting.host_unit
    return Told(
        person=person.full_name,
        staff_code=person.staff_code,
        unit=host.name,
        title=str(posting.title),
        since=posting.effective_on,
        age=person.age_on(posting.effective_on),
        url=reverse("office:posting", args=[posting.pk]),
    )
