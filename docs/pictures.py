"""Takes the pictures of the guides from a running demo: ``make pictures`` (needs the test requirements).

Each picture is the real screen of a demo account, at the width at which that person works.
"""

import argparse
import os
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "guides" / "pictures"
PHONE, DESK = 390, 1280
# account (None: a visitor), width, address (and, each after a », the links to follow from there), name of the picture
PICTURES = [
    (None, DESK, "/", "home"),
    (None, PHONE, "/verify/", "verify"),
    ("hocvien", PHONE, "/learn/", "trainee-home"),
    ("hocvien", PHONE, "/learn/classes/", "trainee-classes"),
    ("hocvien", PHONE, "/learn/check-in/", "trainee-check-in"),
    ("hocvien", PHONE, "/learn/calendar/", "trainee-calendar"),
    ("hocvien", PHONE, "/learn/lessons/", "trainee-lessons"),
    ("hocvien", PHONE, "/learn/certificates/", "trainee-certificates"),
    ("hocvien", PHONE, "/learn/certificates/ » a[data-share]", "verify-answer"),
    ("canbotre", PHONE, "/mentor/my-posting/", "posting-own"),
    ("canbotre", PHONE, "/mentor/my-posting/ » main a[href$='/contact/']", "posting-contact"),
    ("canbotre", PHONE, "/mentor/diary/", "posting-diary"),
    ("huongdan", PHONE, "/mentor/", "mentor-home"),
    ("chunha", PHONE, "/mentor/host/", "host-home"),
    ("giangvien", PHONE, "/teach/", "lecturer-home"),
    ("giangvien", PHONE, "/teach/ » a[href*='/teach/meetings/']", "lecturer-roll"),
    ("giangvien", DESK, "/teach/load/", "lecturer-load"),
    ("giangvien", DESK, "/teach/classes/", "lecturer-classes"),
    ("donvi", DESK, "/unit/", "unit-home"),
    ("donvi", DESK, "/unit/classes/ » main a[href*='/unit/classes/']", "unit-class"),
    ("donvi", DESK, "/unit/people/", "unit-people"),
    ("donvi", DESK, "/unit/waves/ » main .now__action a", "unit-wave"),
    ("daotao", DESK, "/admin/", "office-home"),
    ("daotao", DESK, "/admin/classes/", "office-classes"),
    ("daotao", DESK, "/admin/overview/", "office-overview"),
    ("daotao", DESK, "/admin/plans/ » main td a[href*='/admin/plans/']", "office-plan"),
    (
        "daotao",
        DESK,
        "/admin/classes/?status=open » main td a[href*='/admin/classes/'] » a[href$='/papers/']",
        "office-papers",
    ),
    ("daotao", DESK, "/admin/nominations/?status=submitted", "office-nominations"),
    ("daotao", DESK, "/admin/timetable/?day=2027-07-12&rows=class&zoom=month", "office-board"),
    ("daotao", DESK, "/admin/timetable/?day=2027-01-11 » a[href$='/release/']", "office-release"),
    ("tochuc", DESK, "/admin/postings/", "committee-postings"),
    ("tochuc", DESK, "/admin/term-forms/?late=true", "committee-late-forms"),
    ("tochuc", DESK, "/admin/eligibility/ » .listing td a[href^='/admin/eligibility/']", "committee-eligibility"),
    ("tochuc", DESK, "/admin/pipeline/", "committee-pipeline"),
    ("tochuc", DESK, "/admin/targets/", "committee-targets"),
    ("tochuc", DESK, "/admin/waves/?status=approved » main td a[href*='/admin/waves/']", "committee-wave"),
    (
        "tochuc",
        DESK,
        "/admin/waves/?status=approved » main td a[href*='/admin/waves/'] » a[href$='/officials/']",
        "committee-wave-officials",
    ),
    ("vanthu", DESK, "/admin/certificates/", "registrar-certificates"),
    ("vanthu", DESK, "/admin/certificates/due/", "registrar-due"),
    (
        "vanthu",
        DESK,
        "/admin/certificates/designs/ » td a[href*='/designs/'] » a[href$='/revise/']",
        "registrar-design",
    ),
    ("vanthu", DESK, "/admin/certificates/requests/", "registrar-requests"),
    ("vanthu", DESK, "/admin/certificates/blanks/", "registrar-blanks"),
    ("kyten", DESK, "/admin/certificates/issues/?status=prepared » td a[href*='/issues/']", "registrar-issue"),
    (
        "kyten",
        DESK,
        "/admin/certificates/issues/?status=prepared » td a[href*='/issues/'] » a[href$='/faces/']",
        "registrar-faces",
    ),
    (
        "kyten",
        DESK,
        "/admin/certificates/issues/?status=issued » td a[href*='/issues/'] » a[href$='/signing/']",
        "registrar-signing",
    ),
    ("bientap", DESK, "/admin/pages/", "editor-pages"),
    ("quantri", DESK, "/admin/regulations/", "administrator-regulations"),
]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--url", default="http://127.0.0.1:8000")
    arguments.add_argument("--chromium", default="/usr/bin/chromium")
    chosen = arguments.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chosen.chromium, args=["--no-sandbox", "--disable-gpu"])
        for account in dict.fromkeys(row[0] for row in PICTURES):
            take(browser, chosen.url, account)
        browser.close()


def take(browser: Browser, url: str, account: str | None) -> None:
    context = browser.new_context(base_url=url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    if account:
        sign_in(page, account)
    for who, width, address, name in PICTURES:
        if who != account:
            continue
        page.set_viewport_size({"width": width, "height": 844 if width == PHONE else 860})
        start, *links = address.split(" » ")
        answer = page.goto(start)
        for link in links:
            answer = page.goto(page.locator(link).first.get_attribute("href"))
        if answer is None or not answer.ok:
            raise SystemExit(f"{address} as {account}: {answer and answer.status}")
        page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def sign_in(page: Page, account: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", account)
    page.fill("input[name=password]", os.environ.get("DEMO_PASSWORD", "Coso-demo-2026"))
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()


if __name__ == "__main__":
    main()
