"""A telephone that opened the check once: QR codes are checked in flight mode, genuine and altered (C9)."""

import pytest
from playwright.sync_api import expect

from certificates.compact.slips import as_digits, from_digits, qr_parts
from certificates.keys.services import rotate_key
from certificates.register.services import issue_certificate, revoke_certificate
from tests.browser import assert_axe_clean
from tests.certificates.register.test_changes import DECISION
from tests.factories.certificates import passed_enrolment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_code_is_checked_in_flight_mode(
    keys, school, training_class, certificate, page_as, cast, settings, live_server
):
    settings.BASE_URL = live_server.url
    genuine = "".join(qr_parts(certificate))
    withdrawn = issue_certificate(passed_enrolment(training_class), by=cast.registrar)
    revoke_certificate(withdrawn, ground="fraud", by=cast.registrar, **DECISION)
    bad = "".join(qr_parts(withdrawn))
    page = page_as(None, tolerate=("Failed to load resource",))

    page.goto(genuine)
    slip = page.locator("[data-slip]")
    expect(slip).to_contain_text("Chữ ký đúng")
    expect(slip).to_contain_text(certificate.facts["holder"]["name"])
    expect(slip).to_contain_text("20/05/1985")
    page.goto("/verify/")
    expect(page.locator("[data-saved]")).to_be_visible()
    assert_axe_clean(page)

    later = issue_certificate(passed_enrolment(training_class), by=cast.registrar)
    rotate_key(school, "slip")
    stranger = issue_certificate(passed_enrolment(training_class), by=cast.registrar)
    page.context.set_offline(True)

    def scan(address: str, word: str) -> None:
        page.goto("about:blank")
        page.goto(address)
        expect(slip.locator("h2:visible")).to_have_text(word)

    scan(genuine, "Chữ ký đúng")
    expect(slip).to_contain_text(certificate.facts["course"]["programme"])
    expect(page.locator("#id_code")).to_be_hidden()
    assert_axe_clean(page)
    address, digits = genuine.split("#")
    message = from_digits(digits)
    name = certificate.facts["holder"]["name"].encode()
    altered = message.replace(name, name[:-1] + bytes([name[-1] ^ 1]))
    assert altered != message
    scan(f"{address}#{as_digits(altered)}", "Không đúng: dữ kiện đã bị sửa")
    scan(f"{address}#{digits[:-20]}", "Không đúng: dữ kiện đã bị sửa")
    scan(
        f"{address.replace(certificate.verification_code, later.verification_code)}#{digits}",
        "Không đúng: dữ kiện đã bị sửa",
    )
    scan(bad, "Đúng, nhưng nay đã bị thu hồi hoặc thay thế")
    scan("".join(qr_parts(stranger)), "Chưa kiểm tra được khi không có mạng")
    scan(address, "Chưa kiểm tra được khi không có mạng")
