"""From the list that the registrar prepares to the answer that anybody gets, before and after a revocation."""

from pathlib import Path

import cv2
import pypdfium2

from django.urls import reverse

from tests.journeys.windows import Window, number_in


def prepare(registrar: Window, class_code: str) -> int:
    """The registrar sends the list for approval; approving it is another person's. Returns the key of the list."""
    registrar.go(reverse("office:certificates_due"))
    registrar.press(class_code)
    registrar.press("Trình duyệt danh sách")
    registrar.sees_not("Duyệt danh sách")
    batch = number_in(registrar.page.url)
    answer = registrar.page.request.get(reverse("office:issue_approve", args=[batch]))
    assert answer.status == 404
    return batch


def approve(signatory: Window, class_code: str) -> None:
    signatory.go(reverse("office:issues"))
    signatory.press(class_code)
    signatory.press("Duyệt danh sách")
    signatory.press("Duyệt")
    signatory.sees("đã duyệt")
    signatory.sees_not("Cấp chứng chỉ")


def issue(registrar: Window, batch: int, *numbers: str) -> None:
    registrar.go(reverse("office:issue", args=[batch]))
    registrar.press("Cấp chứng chỉ")
    registrar.press("Cấp")
    registrar.sees(*numbers)


def download(holder: Window) -> Path:
    """The holder's own copy of the PDF, as the telephone saves it."""
    holder.go(reverse("trainee:certificates"))
    with holder.page.expect_download() as download:
        holder.control("Tải tệp PDF").click()
    return download.value.path()


def address_in_qr(pdf: Path) -> str:
    """What a telephone reads in the QR code of the printed page.

    A telephone looks again and again; one reader at one size misses about one sound code in sixty.
    """
    page = pypdfium2.PdfDocument(pdf)[0]
    for scale in (3, 4, 5, 2):
        picture = cv2.cvtColor(page.render(scale=scale).to_numpy(), cv2.COLOR_BGR2GRAY)
        for reader in (cv2.QRCodeDetectorAruco(), cv2.QRCodeDetector()):
            address, _corners, _code = reader.detectAndDecode(picture)
            if address:
                return address
    raise AssertionError("No QR code was read from the certificate.")


def verify(visitor: Window, address: str, *words: str) -> None:
    """Anybody, without signing in, at the address that the QR code holds."""
    visitor.go(address)
    visitor.sees(*words)


def revoke(registrar: Window, number: str, name: str) -> None:
    registrar.go(reverse("office:certificates"))
    registrar.press(number)
    registrar.sees(name)
    registrar.press("Thu hồi")
    registrar.write(
        ground="not_completed",
        decision_number="61/QĐ-TLHP",
        decision_on="2026-12-28",
        signer="Nguyễn Văn Hiệu",
        reason="Danh sách công nhận ghi nhầm kết quả.",
    )
    registrar.press("Thu hồi")
    registrar.sees("đã thu hồi")
