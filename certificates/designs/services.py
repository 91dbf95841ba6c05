"""A change of a design is a new version; what was issued by an earlier one keeps it (C1)."""

import hashlib
from collections.abc import Mapping
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from certificates.designs.models import Design, private_storage
from certificates.errors import InvalidInput, NotAllowed
from curriculum.clock.time import now

WORDING = ("name", "heading", "certifies", "completion_text", "number_label", "frame", "paper", "show_band")
KEPT = ("institution", "code", "kind")
EMBLEM_BYTES, EMBLEM_SIDE = 2 * 1024**2, 600


def revise_design(design: Design, values: Mapping, *, by, emblem: bytes | None = None) -> Design:
    """The next version of a design, in use from now on; the same version again where nothing differs.

    ``values`` hold the wording; ``emblem`` is a picture in the place of the one that stands. Raises ``NotAllowed``,
    ``InvalidInput``.
    """
    if not by.has_perm("certificates.change_design"):
        raise NotAllowed(_("Only the registrar and the training office change designs."))
    wording = {name: values[name] for name in WORDING}
    if not all(wording[name] for name in ("name", "heading", "certifies", "completion_text", "number_label")):
        raise InvalidInput(_("A design needs its heading and the words around the facts."))
    kept = keep_emblem(emblem) if emblem else design.emblem.name
    with transaction.atomic():
        versions = list(Design.objects.select_for_update().filter(code=design.code).order_by("-version"))
        current = next((row for row in versions if row.is_current), versions[0])
        if all(getattr(current, name) == value for name, value in wording.items()) and current.emblem.name == kept:
            return current
        Design.objects.filter(code=design.code, is_current=True).update(is_current=False)
        made = Design.objects.create(
            **{name: getattr(current, name) for name in KEPT},
            **wording,
            emblem=kept,
            version=versions[0].version + 1,
            is_current=True,
            made_by=by,
            made_at=now(),
        )
        log(made, "certificates.design.revise", user=by, data={"code": made.code, "version": made.version})
    return made


def keep_emblem(content: bytes) -> str:
    """Keep the picture under the hash of its bytes: what a certificate was printed with stays."""
    drawn = draw_emblem(content)
    name = f"designs/{hashlib.sha256(drawn).hexdigest()[:32]}.png"
    storage = private_storage()
    if not storage.exists(name):
        storage.save(name, ContentFile(drawn))
    return name


def draw_emblem(content: bytes) -> bytes:
    """The picture drawn anew as PNG, no larger than is printed. Raises ``InvalidInput`` for what is no picture."""
    if len(content) > EMBLEM_BYTES:
        raise InvalidInput(_("The emblem is larger than 2 MB."))
    try:
        with Image.open(BytesIO(content), formats=["PNG", "JPEG"]) as given:
            picture = given.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise InvalidInput(_("The emblem is no PNG or JPEG picture.")) from error
    picture.thumbnail((EMBLEM_SIDE, EMBLEM_SIDE))
    drawn = BytesIO()
    picture.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()
