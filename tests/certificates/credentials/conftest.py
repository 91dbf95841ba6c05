"""The school signs with keys of its own, which lie in a folder of the test."""

import json

import pytest

from django.conf import settings as django_settings
from django.urls import reverse

from certificates.keys.services import ensure_keys


@pytest.fixture(autouse=True)
def _folder_of_keys(settings, tmp_path):
    settings.ISSUER_KEYS_DIR = tmp_path / "keys"
    settings.BASE_URL = "https://coso.example.vn"


@pytest.fixture
def keys(school):
    return {key.use: key for key in ensure_keys(school)}


@pytest.fixture
def fetch(client):
    """The document at one of our addresses, as anybody gets it."""

    def get(address: str) -> dict:
        path = address.removeprefix(django_settings.BASE_URL)
        response = client.get(path)
        assert response.status_code == 200, (path, response.content)
        return json.loads(response.content)

    return get


@pytest.fixture
def badge(fetch):
    return lambda certificate: fetch(reverse("credentials:badge", args=[certificate.verification_code]))
