"""What a training run tells people: `report.html` with plots, `CARD.md` in one page."""

from models.report.card import write_card
from models.report.facts import Facts
from models.report.page import write_page

__all__ = ["Facts", "write_card", "write_page"]
