import io

import pytest
from PIL import Image

from django.urls import reverse

from curriculum.errors import InvalidInput
from curriculum.models import QuestionPicture
from curriculum.questions.pictures import keep_picture, picture_of, shown

pytestmark = pytest.mark.django_db


def png() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(written, "PNG")
    return written.getvalue()


def test_a_picture_is_kept_once_and_opened_by_who_is_signed_in(client, cast):
    picture = picture_of("C:\\anh\\so-do.png", png())
    assert keep_picture(picture, by=cast.editor) == keep_picture(picture, by=cast.editor)
    assert QuestionPicture.objects.get().name == "so-do.png"
    address = reverse("question_picture", args=[picture.key])
    assert address in shown(f'<img src="picture:{picture.key}" alt="">')
    assert client.get(address).status_code == 302
    client.force_login(cast.trainee, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(address)
    assert (answer["Content-Type"], b"".join(answer.streaming_content)) == ("image/png", picture.content)


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'></svg>", b"", png()[:20], b"x" * 5_000_001])
def test_what_is_no_picture_is_refused(cast, content):
    with pytest.raises(InvalidInput):
        keep_picture(picture_of("a.png", content), by=cast.editor)
