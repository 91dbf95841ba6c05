"""Putting a takeout together, handing it out once, forgetting it."""

import hashlib
import json
import logging
import tempfile
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import PurePath

from django.core.files import File
from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from portal.papers.pdf import render_pdf
from portal.records.models import Takeout
from portal.records.paper import record_paper
from portal.records.sight import sight_of
from portal.records.signals import takeout_asked
from portal.records.takeout.reading import Row, Section
from portal.records.takeout.schema import FORMAT, VERSION, schema
from portal.records.takeout.sections import SECTIONS
from training.access.services import record_export
from training.errors import WrongState
from training.models import Person

logger = logging.getLogger(__name__)
State = Takeout.State
KEPT, ONCE_TAKEN = timedelta(days=7), timedelta(hours=1)  # an hour, so that a download that broke off may be repeated
READ_ME = """Gói dữ liệu của đồng chí {name} trên Cổng đào tạo và kèm cặp cán bộ cơ sở, lập lúc {moment}.

du-lieu.json   toàn bộ dữ liệu, máy đọc được (UTF-8)
schema.json    mô tả từng mục, từng trường của du-lieu.json (JSON Schema 2020-12)
qua-trinh.pdf  bản tóm tắt quá trình, để đọc và in
tep/           các tệp đã nộp, văn bản, chứng chỉ được nêu trong du-lieu.json

Không có trong gói: nội dung người khác ghi riêng, ý kiến lấy không nêu tên, danh sách nhiều người.
Gói này chứa dữ liệu cá nhân: đồng chí tự bảo quản, không gửi qua đường không an toàn.
"""


def ask_for_takeout(person: Person, *, by) -> Takeout:
    """Begin a takeout of one's own data; while one is being made, or lies ready and untaken, it is that one."""
    if person.user_id is None or person.user_id != by.pk:
        raise WrongState(_("Everybody takes out his own data only."))
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        standing = Takeout.objects.filter(person=person)
        there = (
            standing.unfinished().first()
            or standing.filter(state=State.READY, taken_at=None, expires_at__gt=now()).first()
        )
        if there is not None:
            return there
        takeout = Takeout.objects.create(person=person, asked_by=by, total=len(SECTIONS))
        log(takeout, "portal.takeout.ask", user=by)
        transaction.on_commit(lambda: takeout_asked.send(Takeout, takeout_id=takeout.pk))
    return takeout


def make_takeout(takeout_id: int) -> Takeout:
    """Carry it out; one that is over is left alone. Taken up again after a kill it begins anew, nothing is doubled."""
    takeout = Takeout.objects.select_related("person__user").get(pk=takeout_id)
    if takeout.is_over:
        return takeout
    Takeout.objects.filter(pk=takeout.pk).update(state=State.RUNNING, done=0, heard_at=now())
    try:
        _pack(takeout)
    except (DatabaseError, OSError):
        logger.exception("Takeout %s broke off", takeout.pk)
        Takeout.objects.filter(pk=takeout.pk).update(state=State.FAILED)
    except Exception:
        Takeout.objects.filter(pk=takeout.pk).update(state=State.FAILED)
        raise
    takeout.refresh_from_db()
    return takeout


def _pack(takeout: Takeout) -> None:
    with tempfile.TemporaryFile() as buffer:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
            write_package(package, takeout.person, tell=_teller(takeout))
        takeout.size = buffer.tell()
        buffer.seek(0)
        takeout.sha256 = hashlib.file_digest(buffer, "sha256").hexdigest()
        buffer.seek(0)
        takeout.file.save("takeout.zip", File(buffer), save=False)
    takeout.state, takeout.done, takeout.expires_at = State.READY, takeout.total, now() + KEPT
    takeout.save()


def write_package(package: zipfile.ZipFile, person: Person, *, tell: Callable[[int], None] = lambda done: None) -> None:
    """Write every section, the schema, the paper and the files."""
    sections = {}
    for number, section in enumerate(SECTIONS, 1):
        sections[section.name] = [
            _with_files(package, section, place, row) for place, row in _numbered(section, person)
        ]
        tell(number)
    moment = now()
    facts = {"format": FORMAT, "version": VERSION, "made_at": moment, "sections": sections}
    package.writestr("du-lieu.json", _as_json(facts))
    package.writestr("schema.json", _as_json(schema()))
    package.writestr("qua-trinh.pdf", render_pdf(record_paper(sight_of(person.user, person))))
    package.writestr("doc-truoc.txt", READ_ME.format(name=person.full_name, moment=f"{moment:%d/%m/%Y}"))


def _numbered(section: Section, person: Person):
    return enumerate(section.read(person), 1)


def _with_files(package: zipfile.ZipFile, section: Section, place: int, row: Row) -> Row:
    """The row with its files packed beside it, named by section and number, so that no name of a device matters."""
    for field in section.files:
        name, row[field] = row[field], ""
        if name and storages["private"].exists(name):
            row[field] = f"tep/{section.name}/{place}{PurePath(name).suffix}"
            with storages["private"].open(name, "rb") as file, package.open(row[field], "w") as copy:
                for block in file.chunks():
                    copy.write(block)
    return row


def _as_json(facts) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)


def _teller(takeout: Takeout) -> Callable[[int], None]:
    def tell(done: int) -> None:
        Takeout.objects.filter(pk=takeout.pk).update(done=done, heard_at=now())

    return tell


@transaction.atomic
def take(takeout: Takeout, *, by) -> Takeout:
    """Hand it out: written into the log of exports, and from the first time on kept for one more hour."""
    takeout = Takeout.objects.select_for_update().select_related("person").get(pk=takeout.pk)
    if takeout.person.user_id != by.pk or not takeout.may_be_taken:
        raise WrongState(_("This package is no longer kept. Ask for a new one."))
    if takeout.taken_at is None:
        takeout.taken_at, takeout.expires_at = now(), min(takeout.expires_at, now() + ONCE_TAKEN)
        takeout.save(update_fields=["taken_at", "expires_at"])
    record_export("takeout", count=1, by=by, person=takeout.person, purpose="oneself")
    return takeout


def forget_takeouts() -> int:
    """Remove the files that have outlived their time; that there was one stays known. Returns how many."""
    gone = 0
    for takeout in Takeout.objects.outlived():
        takeout.file.delete(save=False)
        gone += Takeout.objects.filter(pk=takeout.pk, state=State.READY).update(state=State.EXPIRED, file="")
    return gone


def takeouts_left_lying(*, silent_for: timedelta) -> list[int]:
    """Those whose message was lost or whose worker was killed; each is claimed as it is named."""
    silent = Takeout.objects.unfinished().filter(heard_at__lt=now() - silent_for)
    return [
        pk for pk in silent.order_by("pk").values_list("pk", flat=True) if silent.filter(pk=pk).update(heard_at=now())
    ]
