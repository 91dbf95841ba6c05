"""The leading posts of the City on a day, one post with its people, the balance of the communes, one commune."""

from collections import Counter
from urllib.parse import urlencode

import rules

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from portal.office.base import REFUSALS, OfficePage
from portal.office.pipeline.choosing import GAPS, Row
from portal.office.pipeline.forms import DayForm, PostForm
from portal.office.pipeline.workbooks import balances_paper, posts_paper
from portal.papers.answers import answer_paper
from training.access.services import record_export, record_view
from training.models import Person, Position, Posting, Unit
from training.pipeline.posts.balance import balances_on
from training.pipeline.posts.posts import Post, look_ahead, posts_on
from training.pipeline.posts.staffing import leading_posts
from training.pipeline.posts.successors import Gap, Pool, pool_on
from training.rotation.models import hosted_by

PAGE, DRAWN, NAMED = 50, 12, 20


class OfADay(OfficePage):
    """A screen as of a day, asked by GET. A day for which a rule has a gap is answered by a sentence."""

    permission = "portal.see_postings"
    form_class = DayForm

    @cached_property
    def form(self) -> DayForm:
        form = self.form_class(self.request.GET)
        form.is_valid()
        return form

    @property
    def day(self):
        return self.form.cleaned_data["day"]

    @cached_property
    def sees_planning(self) -> bool:
        return rules.has_perm("training.view_succession", self.request.user)  # by duty: no superuser by the way

    def query(self, *without: str, **given: str) -> str:
        asked = {key: value for key, value in self.request.GET.items() if key not in ("export", "page", *without)}
        return urlencode(asked | given)

    def get(self, request, *args, **kwargs) -> HttpResponse:
        try:
            if request.GET.get("export") == "xlsx" and not self.form.errors:
                return self.export()
            return super().get(request, *args, **kwargs)
        except REFUSALS as refusal:
            self.refusal = str(refusal)
            return self.render_to_response(super().get_context_data(form=self.form, refusal=self.refusal))

    def export(self) -> HttpResponse:
        raise Http404


class Pipeline(OfADay):
    """Every leading post of the day's map: drawn in sums, then post by post; who could follow, for the Committee."""

    template_name = "portal/office/pipeline/posts.html"
    page_title = gettext_lazy("Leading posts")
    header_icon = "list-ul"

    @cached_property
    def form(self) -> PostForm:
        form = PostForm(self.request.GET, sees_planning=self.sees_planning)
        form.is_valid()
        return form

    @cached_property
    def pool(self) -> Pool | None:
        return pool_on(self.day, leading_posts(self.day)) if self.sees_planning else None

    @cached_property
    def rows(self) -> list[Row]:
        months, pool = look_ahead(self.day), self.pool
        posts = posts_on(self.day)
        return [Row(post, months, pool.following(post, months) if pool else None) for post in posts]

    def export(self) -> HttpResponse:
        rows = self.form.chosen(self.rows)
        people = len({row.post.holder.human.pk for row in rows if row.post.holder})
        record_export(_("leading posts"), count=people, by=self.request.user)
        with override("vi"):
            paper = posts_paper(self.day, rows, with_planning=self.sees_planning)
        return answer_paper(paper, "xlsx", f"chuc danh lanh dao {self.day:%Y-%m-%d}")

    def get_context_data(self, **kwargs):
        if self.form.errors:
            return super().get_context_data(form=self.form, **kwargs)
        chosen = self.form.chosen(self.rows)
        page = Paginator(chosen, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=self.form,
            day=self.day,
            page=page,
            query=self.query(),
            query_of_sort=self.query("sort"),
            query_of_state=self.query("state"),
            sort=self.form.cleaned_data["sort"] or "unit",
            sees_planning=self.sees_planning,
            reserve=len(self.pool.reserve) if self.pool else 0,
            **_sums(self.rows),
            **kwargs,
        )


def _sums(rows: list[Row]) -> dict:
    """What stands above the table: figures of all posts of the day, and the two pictures."""
    posts = [row.post for row in rows]
    seats = [post for post in posts if not post.is_surplus]
    heads = [post.holder for post in posts if post.is_head and post.holder and not post.holder.held.is_concurrent]
    known = [holder for holder in heads if holder.is_local is not None]
    asked = [row.post.holder for row in rows if row.post.holder and row.post.holder.is_trained is not None]
    vacant = Counter(post.title for post in seats if post.is_vacant)
    gaps = Counter(row.following.gap for row in rows if row.following)
    return {
        "units": len({post.place.pk for post in posts}),
        "seats": len(seats),
        "held": sum(not post.is_vacant for post in seats),
        "vacant": sum(post.is_vacant for post in seats),
        "surplus": sum(post.is_surplus for post in posts),
        "ending": sum(row.post.ends_within(row.months) for row in rows),
        "non_local": sum(not holder.is_local for holder in known),
        "heads_known": len(known),
        "trained": sum(holder.is_trained for holder in asked),
        "trained_asked": len(asked),
        "vacant_bars": [(str(title), count) for title, count in vacant.most_common(DRAWN)],
        "gap_parts": [(label, gaps[gap], tone) for gap, (label, tone) in GAPS.items() if gaps[gap]],
        "open_gaps": gaps[Gap.OPEN] + gaps[Gap.SOON],
    }


class PostPage(OfADay):
    """One post of a commune: who holds it, who held it before, and for the Committee who could follow."""

    template_name = "portal/office/pipeline/post.html"
    parents = [("office:pipeline", gettext_lazy("Leading posts"))]
    header_icon = "user"

    @cached_property
    def unit(self) -> Unit:
        return get_object_or_404(Unit.objects.communes(), pk=self.kwargs["unit_pk"])

    @cached_property
    def posts(self) -> list[Post]:
        return [post for post in posts_on(self.day, [self.unit.pk]) if post.title.code == self.kwargs["title_code"]]

    def get_context_data(self, **kwargs):
        self.page_title = self.unit.display_name
        if self.form.errors:
            return super().get_context_data(form=self.form, **kwargs)
        if not self.posts:
            raise Http404(self.kwargs["title_code"])
        self.page_title = f"{self.posts[0].title}, {self.unit.display_name}"
        for post in self.posts:
            if post.holder:
                person = Person(pk=post.holder.human.pk)
                record_view(person, "leading post", by=self.request.user)
        history = Position.objects.filter(
            unit=self.unit, title__code=self.kwargs["title_code"], valid_from__lte=self.day
        )
        return super().get_context_data(
            form=self.form,
            day=self.day,
            unit=self.unit,
            posts=self.posts,
            title=self.posts[0].title,
            history=history.select_related("person").order_by("-valid_from"),
            sees_planning=self.sees_planning,
            **(self._candidates() if self.sees_planning else {}),
            **kwargs,
        )

    def _candidates(self) -> dict:
        """Those in planning below the post, and those ready elsewhere in the City; each with his office of the day."""
        pool, post = pool_on(self.day, leading_posts(self.day)), self.posts[0]
        following = pool.following(post, look_ahead(self.day))
        outside = pool.reserve - set(following.planned)
        people = _people([*following.planned, *outside], self.day)
        ready = set(following.ready)
        return {
            "gap": GAPS[following.gap],
            "inside": [(person, person.pk in ready) for person in people if person.pk in following.planned],
            "outside": [person for person in people if person.pk in outside][:NAMED],
            "outside_count": len(outside),
        }


def _people(keys: list[int], day) -> list[Person]:
    """People with their offices of the day as ``offices_then``. Two queries."""
    found = list(Person.objects.filter(pk__in=keys).in_name_order())
    offices: dict[int, list[Position]] = {}
    rows = Position.objects.valid_on(day).filter(person__in=keys).select_related("unit", "title")
    for office in rows.order_by("is_concurrent", "title__order"):
        offices.setdefault(office.person_id, []).append(office)
    for person in found:
        person.offices_then = offices.get(person.pk, [])
    return found


class Balances(OfADay):
    """Surplus and shortage of every commune, the largest shortage drawn."""

    template_name = "portal/office/pipeline/units.html"
    page_title = gettext_lazy("Surplus and shortage by unit")
    header_icon = "site"

    SORTS = {
        "unit": lambda row: row.place.sort_key,
        "vacant": lambda row: row.vacant,
        "surplus": lambda row: row.surplus,
        "posted": lambda row: row.posted,
        "ending": lambda row: row.ending,
        "after": lambda row: row.after_ends,
    }

    @cached_property
    def balances(self):
        sort = self.sort
        rows = sorted(balances_on(self.day), key=lambda row: row.place.sort_key)
        return sorted(rows, key=self.SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))

    @property
    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.SORTS else "-after"

    def export(self) -> HttpResponse:
        with override("vi"):
            paper = balances_paper(self.day, self.balances)
        return answer_paper(paper, "xlsx", f"thua thieu {self.day:%Y-%m-%d}")

    def get_context_data(self, **kwargs):
        if self.form.errors:
            return super().get_context_data(form=self.form, **kwargs)
        rows = self.balances
        short = sorted((row for row in rows if row.after_ends), key=lambda row: -row.after_ends)[:DRAWN]
        return super().get_context_data(
            form=self.form,
            day=self.day,
            page=Paginator(rows, PAGE).get_page(self.request.GET.get("page")),
            units=len(rows),
            vacant=sum(row.vacant for row in rows),
            surplus=sum(row.surplus for row in rows),
            posted=sum(row.posted for row in rows),
            ending=sum(row.ending for row in rows),
            short_bars=[(f"{row.place.name} ({row.vacant} + {row.ending})", row.after_ends) for row in short],
            query=self.query(),
            query_of_sort=self.query("sort"),
            sort=self.sort,
            **kwargs,
        )


class UnitPage(OfADay):
    """Who leads a commune and whether he is local, its divisions' balance, and who was posted to it."""

    template_name = "portal/office/pipeline/unit.html"
    parents = [("office:balances", gettext_lazy("Surplus and shortage by unit"))]
    header_icon = "site"

    @cached_property
    def unit(self) -> Unit:
        units = Unit.objects.communes().select_related("type", "former_district", "parent")
        return get_object_or_404(units, pk=self.kwargs["unit_pk"])

    def get_context_data(self, **kwargs):
        self.page_title = self.unit.display_name
        if self.form.errors:
            return super().get_context_data(form=self.form, **kwargs)
        balances = balances_on(self.day, [self.unit.pk])
        postings = Posting.objects.visible_to(self.request.user).filter(hosted_by([self.unit.pk]))
        return super().get_context_data(
            form=self.form,
            day=self.day,
            unit=self.unit,
            is_on_map=bool(balances),
            balance=balances[0] if balances else None,
            posts=posts_on(self.day, [self.unit.pk]),
            postings=postings.not_withdrawn()
            .filter(effective_on__lte=self.day)
            .select_related("person", "title", "sending_unit", "wave")
            .order_by("-effective_on")[:PAGE],
            gantt=f"{reverse('office:terms')}?{urlencode({'host': self.unit.pk})}",
            **kwargs,
        )
