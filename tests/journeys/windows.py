"""The windows of a journey: one for each person, and every page it comes to is looked at."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, Response, expect

from django.db.models import Model

from tests.browser import assert_axe_clean

PHONE, DESK = 390, 1280
# What is still fading in has not the colours it will have.
SETTLE = """document.getAnimations().forEach(one => {
  if (one.effect.getComputedTiming().endTime !== Infinity) one.finish();
})"""


class Window:
    """What one person does in a browser, in the words that stand on the screen.

    Whatever is opened must answer, have one main heading, and stay within the width of a phone; axe looks at each
    address once.
    """

    def __init__(self, page: Page, *, width: int) -> None:
        self.page, self.width = page, width
        self.shown_to_axe: set[str] = set()

    # Where one is

    def go(self, address: str) -> None:
        self._look(self.page.goto(address))

    def press(self, words: str, *, of: str = "", place: str = "main") -> None:
        """Press the button or follow the link that says exactly this, and look at the page it leads to.

        ``of`` is what the words are about, where many on the page say the same.
        """
        with self._arriving():
            self.control(words, of=of, place=place).click()

    def arrive_by(self, target: Locator) -> None:
        """The same for what has no words of its own."""
        with self._arriving():
            target.click()

    def control(self, words: str, *, of: str = "", place: str = "main") -> Locator:
        name = re.compile(rf"^{re.escape(words)}\s*:\s*{re.escape(of)}$") if of else words
        within = self.page.locator(place)
        return within.get_by_role("button", name=name, exact=True).or_(
            within.get_by_role("link", name=name, exact=True)
        )

    # What one writes

    def write(self, answers: dict[str, object] | None = None, **more: object) -> None:
        """Fill in fields by their names: typed, chosen from a list, or ticked."""
        for name, value in ((answers or {}) | more).items():
            field = self.page.locator(f"main [name='{name}']")
            text = str(value.pk if isinstance(value, Model) else value)
            kind = field.first.evaluate("field => field.type")
            if value is True:
                field.check()
            elif kind in ("radio", "checkbox"):
                self.tick(name, text)
            elif kind == "select-one":
                field.select_option(text)
            else:
                field.fill(text)

    def tick(self, name: str, value: str) -> None:
        """Tick as a finger does: on the words, where the field itself may be hidden behind them."""
        field = self.page.locator(f"main [name='{name}'][value='{value}']")
        if not field.is_checked():
            self.page.locator(f"main label:has([name='{name}'][value='{value}'])").click()
        expect(field).to_be_checked()

    # What one sees

    def sees(self, *words: str) -> None:
        for one in words:
            expect(self.page.locator("main").get_by_text(one).locator("visible=true").first).to_be_visible()

    def sees_not(self, words: str) -> None:
        expect(self.control(words)).to_have_count(0)

    @contextmanager
    def _arriving(self) -> Iterator[None]:
        with self.page.expect_navigation() as arrival:
            yield
        self._look(arrival.value)

    def _look(self, answer: Response | None) -> None:
        assert answer is not None, self.page.url
        assert answer.status == 200, f"{answer.status} from {self.page.url}"
        assert self.page.locator("h1").count() == 1, self.page.url
        if self.width == PHONE:
            assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url
        address = self.page.url.split("?")[0]
        if address not in self.shown_to_axe:
            self.page.evaluate(SETTLE)
            assert_axe_clean(self.page)
            self.shown_to_axe.add(address)


class Windows:
    """``windows.of(cast.trainee, PHONE)``: the window of that person, opened once and kept."""

    def __init__(self, page_as: Callable[..., Page]) -> None:
        self.page_as = page_as
        self.opened: dict[tuple[object, int], Window] = {}

    def of(self, user, width: int) -> Window:
        key = (user and user.pk, width)
        if key not in self.opened:
            self.opened[key] = Window(self.page_as(user, width=width), width=width)
        return self.opened[key]

    @property
    def shown_to_axe(self) -> int:
        return sum(len(window.shown_to_axe) for window in self.opened.values())


def number_in(address: str) -> int:
    """The key of the row that an address names."""
    return int(re.findall(r"\d+", address)[-1])
