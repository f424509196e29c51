"""The pages in a real browser: accessible, in bounds, and without any request to elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


class Look(NamedTuple):
    """One way a page can be seen."""

    path: str
    width: int
    scheme: Scheme
    language: str


RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [
    Look("/", width, scheme, language)
    for width in (360, 1440)
    for scheme in SCHEMES
    for language in ("id", "en")
] + [
    # The reference is long: every pair of width, scheme and language, not every triple.
    Look("/docs", 360, "light", "id"),
    Look("/docs", 360, "dark", "en"),
    Look("/docs", 1440, "light", "en"),
    Look("/docs", 1440, "dark", "id"),
]


@contextmanager
def opened(
    browser: Browser, url: str, width: int = 1440, scheme: Scheme = "light"
) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        has_touch=width < 700,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(url)
    page.evaluate("document.fonts.ready.then(() => true)")
    yield page
    assert complaints == []
    context.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(str(part) for part in look))
def test_axe_finds_nothing_nothing_is_too_wide_and_the_font_is_ours(
    look: Look, address: str, chromium: Browser
) -> None:
    url = f"{address}{look.path}?lang={look.language}"
    with opened(chromium, url, look.width, look.scheme) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == look.width
        assert page.evaluate("document.fonts.check('16px \"Plus Jakarta Sans\"', 'a')")
        found = Axe().run(page, options=RULES).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found] == []


def test_a_page_asks_only_its_own_host_and_little(address: str, chromium: Browser) -> None:
    asked: list[str] = []
    context = chromium.new_context()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/docs")
    sizes = page.evaluate(
        "performance.getEntries().map(e => e.encodedBodySize || 0).reduce((a, b) => a + b)"
    )
    context.close()
    assert all(url.startswith(address) for url in asked)
    assert sizes < 500_000


def test_without_javascript_everything_is_there(address: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/docs?lang=en")
    assert page.get_by_role("heading", name="Next classes for a member").is_visible()
    page.get_by_role("link", name="Erase a member").click()
    assert page.url.endswith("#erase_member")
    context.close()


def test_what_is_tapped_on_a_phone_is_large_enough(address: str, chromium: Browser) -> None:
    for path in ("/", "/docs"):
        with opened(chromium, f"{address}{path}", 360) as page:
            small = page.evaluate(
                "[...document.querySelectorAll('header a, .contents a, a.button')]"
                ".filter(a => a.getClientRects().length && a.getBoundingClientRect().height < 44)"
                ".map(a => a.outerHTML)"
            )
            assert small == []


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(
    address: str, chromium: Browser
) -> None:
    with opened(chromium, f"{address}/docs?lang=en") as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px"
