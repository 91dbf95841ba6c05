"""A photograph is kept small and plain, once, for the two sides, until the contact is confirmed."""

from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from training.errors import InvalidInput, NotAllowed, WrongState
from training.mentoring.evidence.services import LONGEST_SIDE, MOST_PHOTOS, add_photo, remove_photo
from training.mentoring.services import save_contact_draft

pytestmark = pytest.mark.django_db
GPS, MAKER, ORIENTATION = 0x8825, 0x010F, 0x0112


def photograph(width: int = 2400, height: int = 1200, colour: str = "#7a1720") -> bytes:
    """As a telephone takes it: lying on its side, with the place, the maker and a comment in it."""
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "Hãng điện thoại", 6
    exif.get_ifd(GPS)[2] = (21.0, 1.0, 40.0)
    made = BytesIO()
    Image.new("RGB", (width, height), colour).save(made, "JPEG", exif=exif, comment=b"nha van hoa thon Ha")
    return made.getvalue()


@pytest.fixture
def contact(cast):
    assert cast.mentor
    return save_contact_draft(cast.mentorship, {}, key=uuid4(), base_version=0, by=cast.mentor).record


def test_the_place_is_gone_and_the_picture_upright_and_small(cast, contact):
    given = photograph()
    assert Image.open(BytesIO(given)).getexif().get_ifd(GPS)
    photo = add_photo(contact, given, key=uuid4(), by=cast.mentor)
    kept = photo.file.open("rb").read()
    with Image.open(BytesIO(kept)) as picture:
        assert not picture.getexif()
        assert not {"exif", "comment", "xmp", "icc_profile"} & set(picture.info)
        assert picture.size == (LONGEST_SIDE // 2, LONGEST_SIDE)
    assert b"Exif" not in kept
    assert b"thon Ha" not in kept
    assert (photo.bytes, photo.width) == (len(kept), LONGEST_SIDE // 2)


def test_twice_is_once_and_there_is_an_end(cast, contact):
    key = uuid4()
    first = add_photo(contact, photograph(), key=key, by=cast.mentor)
    assert add_photo(contact, photograph(), key=key, by=cast.mentor) == first
    assert add_photo(contact, photograph(), key=uuid4(), by=cast.mentor) == first
    for number in range(MOST_PHOTOS - 1):
        add_photo(contact, photograph(40, 30, f"#0000{number}0"), key=uuid4(), by=cast.mentor)
    with pytest.raises(WrongState):
        add_photo(contact, photograph(50, 50), key=uuid4(), by=cast.mentor)
    remove_photo(first, by=cast.mentor)
    assert contact.photos.count() == MOST_PHOTOS - 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\xff\xd8\xff\xe0 half", b"x" * (3 * 1024 * 1024 + 1)])
def test_what_is_no_photograph_is_refused(cast, contact, content):
    with pytest.raises(InvalidInput):
        add_photo(contact, content, key=uuid4(), by=cast.mentor)


def test_strangers_add_and_remove_nothing(cast, contact):
    with pytest.raises(NotAllowed):
        add_photo(contact, photograph(), key=uuid4(), by=cast.stranger)
    photo = add_photo(contact, photograph(), key=uuid4(), by=cast.mentor)
    with pytest.raises(NotAllowed):
        remove_photo(photo, by=cast.young_official)
    with pytest.raises(NotAllowed):
        add_photo(contact, photograph(), key=photo.key, by=cast.young_official)
