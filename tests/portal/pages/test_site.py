"""The site is slow to load (PDFs, a hundred pages), so few tests look at many things."""

import csv
from datetime import timedelta

import pytest

from django.contrib.auth.models import Group

from wagtail.models import GroupPagePermission, Page, Revision, Site, Workflow

from curriculum.clock.time import now
from curriculum.models import LessonPage, ModulePage, ProgrammePage
from curriculum.programmes.reference import DATA
from portal.pages.models import DocumentPage, HomePage, NewsPage, StandardPage
from portal.pages.publishing import EDITORS, OFFICE, WORKFLOW, set_up_publishing
from portal.pages.reference import load_site
from portal.tasks import publish_scheduled_pages
from tests.factories.training import EnrolmentFactory, TrainingClassFactory
from training.people.grants import keep_groups_in_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return load_site()


@pytest.fixture
def small_site(db):
    """The home page with one page of text and the workflow, without the rest of the site."""
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Cơ Sở", slug="trang-chu"))
    home.add_child(instance=StandardPage(title="Liên hệ", slug="lien-he", body=[("heading", "Gọi cho chúng tôi")]))
    set_up_publishing(home)
    return home


def test_load_site_makes_everything_once_and_keeps_what_editors_changed(home):
    programme = ProgrammePage.objects.get(code="BTX")
    programme.title = "Tên mới"
    programme.save_revision().publish()
    pages = list(Page.objects.order_by("path").values_list("pk", "path", "title", "latest_revision"))
    assert load_site() == home
    assert list(Page.objects.order_by("path").values_list("pk", "path", "title", "latest_revision")) == pages
    assert Workflow.objects.filter(name=WORKFLOW).count() == 1
    assert ProgrammePage.objects.count() == 11
    assert ModulePage.objects.count() == 89
    assert LessonPage.objects.count() >= 4
    for programme in ProgrammePage.objects.all():
        modules = ModulePage.objects.child_of(programme)
        assert sum(module.periods for module in modules) == programme.periods, programme.code
        assert sum(part.weight_percent for part in programme.assessments.all()) == 100, programme.code
    with (DATA / "programmes.csv").open(encoding="utf-8") as file:
        assert set(ProgrammePage.objects.values_list("code", flat=True)) == {
            row["code"] for row in csv.DictReader(file)
        }


def test_the_site_opens_to_everybody_and_lessons_to_their_trainees(client, cast, home, django_assert_max_num_queries):
    EnrolmentFactory(
        training_class=TrainingClassFactory(programme=ProgrammePage.objects.get(code="TLC")), person=cast.trainee.person
    )
    assert Site.objects.get(is_default_site=True).root_page == home.page_ptr
    module = ModulePage.objects.first()
    public = [
        home,
        *home.get_children().specific(),
        *ProgrammePage.objects.all(),
        module,
        *NewsPage.objects.all(),
        *DocumentPage.objects.all(),
    ]
    for page in public:
        answer = client.get(page.url)
        assert answer.status_code == 200, page.url
        assert answer.text.count("<h1") == 1, page.url
        assert "style=" not in answer.text, page.url
    lesson = LessonPage.objects.get(slug="100-ngay-dau-o-dia-ban-moi")
    assert client.get(lesson.url).status_code == 302
    client.force_login(cast.stranger)
    assert client.get(lesson.url).status_code == 404
    client.force_login(cast.trainee)
    answer = client.get(lesson.url)
    assert lesson.title in answer.text
    assert answer.text.count("<h1") == 1
    assert_files_open_to_the_signed_in_only(client, lesson)
    assert_search_of_documents_ignores_tone_marks(client)
    programme = ProgrammePage.objects.get(code="LDP")
    client.get(programme.url)
    with django_assert_max_num_queries(20):
        client.get(programme.url)


def assert_files_open_to_the_signed_in_only(client, lesson):
    image = next(block.value["image"] for block in lesson.body if block.block_type == "image")
    document = next(block.value["document"] for block in lesson.body if block.block_type == "file")
    rendition = image.renditions.first()
    answer = client.get(rendition.url)
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"].startswith("private")
    assert client.get(document.url).status_code == 200
    assert client.get(f"/media/{image.file.name}").status_code == 404
    client.logout()
    assert client.get(rendition.url).status_code == 404
    assert client.get(document.url).status_code == 302


@pytest.mark.parametrize("name", ["khong-co.webp", "..%2F..%2Fsecret_key", "x.svg", "../original_images/a.png"])
def test_nothing_else_leaves_the_media_folder(client, db, name):
    assert client.get(f"/media/images/{name}").status_code == 404


def assert_search_of_documents_ignores_tone_marks(client):
    index = DocumentPage.objects.first().get_parent()
    found = client.get(index.url, {"q": "de cu"}).text
    assert "Hướng dẫn đề cử học viên trên Cổng" in found
    assert "Kế hoạch bồi dưỡng năm 2026" not in found
    assert 'class="empty"' in client.get(index.url, {"q": "khong co gi"}).text


def test_editor_submits_and_the_office_publishes(cast, small_site):
    editor, office = cast.editor, cast.training_office
    keep_groups_in_step(editor, office)
    page = Page.objects.get(slug="lien-he").specific
    assert not page.permissions_for_user(editor).can_publish()
    assert page.permissions_for_user(office).can_publish()
    page.title = "Liên hệ mới"
    page.save_revision(user=editor)
    state = page.get_workflow().start(page, editor)
    task = state.current_task_state
    assert task.task.specific.get_actions(page, editor) == []
    task.approve(user=office)
    assert HomePage.objects.count() == 1
    assert Page.objects.get(slug="lien-he").title == "Liên hệ mới"


def test_pages_are_published_and_taken_down_at_their_moment(small_site):
    page = small_site.get_children().type(StandardPage).get().specific
    page.unpublish()
    page.go_live_at = now() + timedelta(hours=1)
    page.save_revision().publish()
    publish_scheduled_pages()
    assert not Page.objects.get(pk=page.pk).live
    passed = now() - timedelta(minutes=1)
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"], revision.approved_go_live_at = passed.isoformat(), passed
    revision.save()
    publish_scheduled_pages()
    assert Page.objects.get(pk=page.pk).live
    Page.objects.filter(pk=page.pk).update(expire_at=passed)
    publish_scheduled_pages()
    assert not Page.objects.get(pk=page.pk).live


def test_groups_follow_the_roles_in_force(cast, small_site):
    editor = cast.editor
    keep_groups_in_step()
    assert set(editor.groups.values_list("name", flat=True)) == {EDITORS}
    editor.role_grants.all().delete()
    keep_groups_in_step()
    assert not editor.groups.exists()
    assert set(Group.objects.filter(name__in=[EDITORS, OFFICE]).values_list("name", flat=True)) == {EDITORS, OFFICE}
    assert GroupPagePermission.objects.filter(page=small_site).count() == 7
