"""The institutions that issue, their certificate designs and those who sign: loaded once, loaded again without harm."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from certificates.designs.models import Design, Institution, Signatory
from curriculum.models import ProgrammePage
from training.models import Unit

Area = ProgrammePage.ContentArea

# Names from shared practice of the City; who issues for QPAN3 after programmes.md (Thông tư 172/2020/TT-BQP).
INSTITUTIONS: tuple[dict[str, Any], ...] = (
    {
        "code": "LHP",
        "name": "Trường Đào tạo cán bộ Lê Hồng Phong",
        "name_en": "Lê Hồng Phong School for Cadre Training",
        "governing_body": "Thành ủy Hà Nội",
        "place": "Hà Nội",
        "content_areas": [Area.POLITICAL_THEORY, Area.STATE_MANAGEMENT, Area.JOB_POSITION, Area.DIGITAL],
    },
    {
        "code": "HDGDQPAN",
        "name": "Hội đồng Giáo dục quốc phòng và an ninh Thành phố",
        "name_en": "City Council for Defence and Security Education",
        "governing_body": "Ủy ban nhân dân Thành phố Hà Nội",
        "place": "Hà Nội",
        "content_areas": [Area.DEFENCE_SECURITY],
    },
)

DESIGNS: tuple[dict[str, Any], ...] = (
    {
        "institution": "LHP",
        "code": "lhp-chung-chi",
        "name": "Chứng chỉ bồi dưỡng",
        "kind": ProgrammePage.DocumentKind.CERTIFICATE,
        "heading": "CHỨNG CHỈ",
        "certifies": "Hiệu trưởng Trường Đào tạo cán bộ Lê Hồng Phong",
        "completion_text": "Đã hoàn thành chương trình",
        "number_label": "Số vào sổ cấp chứng chỉ",
        "show_band": True,
    },
    {
        "institution": "LHP",
        "code": "lhp-giay-chung-nhan",
        "name": "Giấy chứng nhận hoàn thành khóa học",
        "kind": ProgrammePage.DocumentKind.COMPLETION_ATTESTATION,
        "heading": "GIẤY CHỨNG NHẬN",
        "certifies": "Hiệu trưởng Trường Đào tạo cán bộ Lê Hồng Phong",
        "completion_text": "Đã hoàn thành khóa học",
        "number_label": "Số vào sổ cấp giấy chứng nhận",
        "show_band": False,
    },
    {
        "institution": "LHP",
        "code": "lhp-xac-nhan-kem-cap",
        "name": "Giấy xác nhận hướng dẫn, kèm cặp",
        "kind": "mentoring_attestation",
        "heading": "GIẤY XÁC NHẬN",
        "certifies": "Hiệu trưởng Trường Đào tạo cán bộ Lê Hồng Phong",
        "completion_text": "Đã hoàn thành nhiệm vụ",
        "number_label": "Số vào sổ cấp giấy xác nhận",
        "show_band": False,
    },
    {
        "institution": "LHP",
        "code": "lhp-thu-ghi-nhan",
        "name": "Thư ghi nhận, cảm ơn",
        "kind": "appreciation",
        "heading": "GHI NHẬN VÀ CẢM ƠN",
        "certifies": "Hiệu trưởng Trường Đào tạo cán bộ Lê Hồng Phong",
        "completion_text": "Trân trọng cảm ơn và ghi nhận",
        "number_label": "Số vào sổ cấp thư ghi nhận",
        "show_band": False,
    },
    {
        "institution": "HDGDQPAN",
        "code": "hdgdqpan-giay-chung-nhan",
        "name": "Giấy chứng nhận bồi dưỡng kiến thức quốc phòng và an ninh",
        "kind": ProgrammePage.DocumentKind.COMPLETION_ATTESTATION,
        "heading": "GIẤY CHỨNG NHẬN",
        "certifies": "Chủ tịch Hội đồng Giáo dục quốc phòng và an ninh Thành phố",
        "completion_text": "Đã hoàn thành chương trình",
        "number_label": "Số vào sổ cấp giấy chứng nhận",
        "show_band": True,
    },
)


@transaction.atomic
def load_designs(signatories: Iterable[Mapping] = ()) -> dict[str, Institution]:
    """Make or refresh the institutions, add missing designs, and add the signatories given. Returns them by code.

    Each signatory is a mapping with ``institution`` (code), ``person``, ``title``, ``valid_from`` and, where they
    apply, ``capacity`` and ``on_behalf_of``. A design that stands already is left alone: it is never edited.
    """
    institutions = {}
    for row in INSTITUTIONS:
        institutions[row["code"]], _made = Institution.objects.update_or_create(
            code=row["code"], defaults=row | {"unit": _unit_named(row["name"])}
        )
    for row in DESIGNS:
        values = row | {"institution": institutions[row["institution"]]}
        Design.objects.get_or_create(code=row["code"], version=1, defaults=values)
    for given in signatories:
        add_signatory(**{**given, "institution": institutions[given["institution"]]})
    return institutions


def add_signatory(
    *, institution: Institution, person, title: str, valid_from: date, capacity: str = "direct", on_behalf_of: str = ""
) -> Signatory:
    """Somebody who signs for the institution from a day on; the same day and person twice is the same signatory."""
    signatory, _made = Signatory.objects.get_or_create(
        institution=institution,
        person=person,
        valid_from=valid_from,
        defaults={"title": title, "capacity": capacity, "on_behalf_of": on_behalf_of},
    )
    return signatory


def _unit_named(name: str) -> Unit | None:
    return Unit.objects.current().filter(name=name).first()
