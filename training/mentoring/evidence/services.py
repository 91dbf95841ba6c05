"""Adding a photograph to a contact, and taking it away as long as nobody confirmed."""

import hashlib
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageOps, UnidentifiedImageError

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from curriculum.clock.time import now
from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.evidence.models import ContactPhoto
from training.mentoring.models import MentoringContact
from training.mentoring.rules import side_of

MOST_PHOTOS = 6
MOST_BYTES = 3 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 1600
QUALITY = 82


@transaction.atomic
def add_photo(contact: MentoringContact, content: bytes, *, key: UUID, by) -> ContactPhoto:
    """Keep the photograph, made small and freed of all that is not the picture (place, device, moment).

    The same photograph twice is one. Raises ``NotAllowed`` (neither mentor nor official), ``WrongState`` (confirmed
    already, or as many as there may be), ``InvalidInput`` (no photograph, or one too large).
    """
    MentoringContact.objects.select_for_update().get(pk=contact.pk)
    if known := ContactPhoto.objects.filter(key=key).first():
        if known.contact_id == contact.pk and known.added_by_id == by.pk:
            return known
        raise NotAllowed(_("This photograph belongs to another contact."))
    if side_of(by, contact.mentorship) is None:
        raise NotAllowed(_("Only the official and the mentor write in this log."))
    if contact.status == MentoringContact.Status.CONFIRMED:
        raise WrongState(_("This contact is confirmed and locked."))
    picture = _made_plain(content)
    encoded = BytesIO()
    picture.save(encoded, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    plain = encoded.getvalue()
    digest = hashlib.sha256(plain).hexdigest()
    if same := contact.photos.filter(sha256=digest).first():
        return same
    if contact.photos.count() >= MOST_PHOTOS:
        raise WrongState(_("At most %(most)d photographs fit into one contact.") % {"most": MOST_PHOTOS})
    photo = ContactPhoto(
        key=key,
        contact=contact,
        sha256=digest,
        bytes=len(plain),
        width=picture.width,
        height=picture.height,
        added_by=by,
        added_at=now(),
    )
    photo.file.save("photo.jpg", ContentFile(plain), save=False)
    photo.save()
    log(contact, "training.contact.photo", user=by, data={"sha256": digest})
    return photo


@transaction.atomic
def remove_photo(photo: ContactPhoto, *, by) -> None:
    """Take a photograph away that one added oneself, before the contact is confirmed."""
    contact = MentoringContact.objects.select_for_update().get(pk=photo.contact_id)
    if photo.added_by_id != by.pk:
        raise NotAllowed(_("A photograph is removed by the person who added it."))
    if contact.status == MentoringContact.Status.CONFIRMED:
        raise WrongState(_("This contact is confirmed and locked."))
    file = photo.file
    photo.delete()
    log(contact, "training.contact.photo_remove", user=by, data={"sha256": photo.sha256})
    transaction.on_commit(lambda: file.storage.delete(file.name))


def _made_plain(content: bytes) -> Image.Image:
    """The picture alone, upright, its longest side at most 1600; a new picture, so that nothing comes along."""
    if len(content) > MOST_BYTES:
        raise InvalidInput(_("The photograph is larger than 3 MB. Nothing was kept."))
    try:
        with Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as given:
            if given.width * given.height > MOST_PIXELS:
                raise InvalidInput(_("The photograph has too many pixels. Nothing was kept."))
            upright = ImageOps.exif_transpose(given).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise InvalidInput(_("This is no photograph the portal can read. Nothing was kept.")) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    return plain
