"""Pictures of questions: taken in once by what they hold, shown by an address that only signed-in people open."""

import hashlib
from pathlib import PurePath

from PIL import Image, UnidentifiedImageError

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from curriculum.errors import InvalidInput
from curriculum.permissions import require
from curriculum.questions.cleaning import PICTURE
from curriculum.questions.content import Picture
from curriculum.questions.models import QuestionPicture

ADD = "curriculum.add_questionpicture"
TYPES = {
    "PNG": ("png", "image/png"),
    "JPEG": ("jpg", "image/jpeg"),
    "GIF": ("gif", "image/gif"),
    "WEBP": ("webp", "image/webp"),
}
LARGEST_FILE = 5 * 1000 * 1000
MOST_DOTS = 40_000_000


def picture_of(name: str, content: bytes) -> Picture:
    """A file as a question brings it along."""
    return Picture(hashlib.sha256(content).hexdigest(), PurePath(name.replace("\\", "/")).name[:200], content)


@transaction.atomic
def keep_picture(picture: Picture, *, by) -> QuestionPicture:
    """Keep the picture, once however often it comes. Raises ``NotAllowed``; ``InvalidInput`` for what is no picture.

    Only its header is read here, and only PNG, JPEG, GIF and WebP are taken: none of them can carry a script.
    """
    require(by, ADD)
    kind = kind_of(picture)
    there = QuestionPicture.objects.filter(key=picture.key).first()
    if there is not None:
        return there
    kept = QuestionPicture(key=picture.key, name=picture.name)
    kept.file.save(f"{picture.key}.{TYPES[kind][0]}", ContentFile(picture.content), save=True)
    return kept


def shown(html: str) -> str:
    """The stored HTML with the addresses of its pictures."""
    return PICTURE.sub(lambda found: reverse("question_picture", args=[found[1]]), html)


def kind_of(picture: Picture) -> str:
    """The type of the picture, by its header. Raises ``InvalidInput`` for what is no picture or too large a one."""
    refusal = _("“%(name)s” is no picture that can be shown here: PNG, JPEG, GIF or WebP of at most 5 MB.") % {
        "name": picture.name
    }
    if len(picture.content) > LARGEST_FILE or hashlib.sha256(picture.content).hexdigest() != picture.key:
        raise InvalidInput(refusal)
    try:
        with Image.open(ContentFile(picture.content), formats=list(TYPES)) as image:
            kind, (width, height) = image.format, image.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise InvalidInput(refusal) from error
    if width * height > MOST_DOTS:
        raise InvalidInput(refusal)
    return str(kind)
