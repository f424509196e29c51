import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from models.report import Facts, write_card, write_page
from tests.models.report.training import facts


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def run() -> Facts:
    return facts(ridge=30, note="<script>alert(1)</script>")


@pytest.fixture(scope="module")
def page(run: Facts) -> str:
    return write_page(run)


def test_the_page_asks_nobody_for_anything(page: str) -> None:
    for tag, attributes in Elements(page).found:
        assert tag not in {"script", "link", "img", "iframe", "object", "embed"}
        for name in ("src", "href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#")
    assert not re.search(r"@import|url\((?!#)", page)


def test_the_same_facts_give_the_same_bytes(run: Facts, page: str) -> None:
    assert write_page(run) == page
    assert write_card(run) == write_card(run)


def test_every_plot_has_a_name_and_no_two_elements_share_an_id(page: str) -> None:
    elements = Elements(page).found
    plots = [attributes for tag, attributes in elements if tag == "svg"]
    assert len(plots) == 1 + 3 + 6  # logo, accuracy by group, what was learned from and scores
    assert all(plot.get("aria-label") or plot.get("aria-hidden") for plot in plots)
    ids = Counter(attributes["id"] for _, attributes in elements if "id" in attributes)
    assert ids
    assert max(ids.values()) == 1


def test_plots_take_their_colours_from_the_page_so_that_dark_works(page: str) -> None:
    plots = page[page.index("<figure") :]
    assert "var(--tinta)" in plots
    assert "var(--tarum)" in plots
    assert not re.findall(r"(?:fill|stroke): #(?!fff)[0-9a-f]{6}", plots)


def test_figures_of_every_model_are_in_the_table(run: Facts, page: str) -> None:
    for name, found in run.trial.metrics.items():
        row = page[page.index(f'<th scope="row">{name}</th>') :]
        for value in found.values.values():
            assert f"<td>{100 * value:.1f}</td>" in row


def test_groups_of_fewer_than_five_are_not_shown(page: str) -> None:
    assert "Papua" not in page
    assert "Jawa" in page


def test_settings_are_escaped(page: str) -> None:
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page


def test_no_member_is_on_the_page_or_the_card(run: Facts, page: str) -> None:
    assert not re.search(r"\bm-\d+", page)
    assert not re.search(r"\bm-\d+", write_card(run))


def test_the_card_says_how_well_it_does_also_for_who_is_new(run: Facts) -> None:
    card = write_card(run)
    assert f"| lingkar | {run.trial.metrics['lingkar'].values['recall@10']:.3f} |" in card
    assert re.search(r"Members without any history: recall@10 lingkar \d\.\d{3}", card)
    assert max(len(line) for line in card.splitlines()) <= 100 + 40


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_in_a_browser_it_is_readable_and_stays_at_home(
    page: str, chromium: Browser, tmp_path: Path, scheme: Literal["light", "dark"], width: int
) -> None:
    path = tmp_path / "report.html"
    path.write_text(page, encoding="utf-8")
    asked: list[str] = []
    tab = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    findings = Axe().run(tab)
    assert findings.violations_count == 0, findings.generate_report()
