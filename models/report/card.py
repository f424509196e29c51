"""`CARD.md`: what a bundle is, what it was learned from, how well it does, in one page."""

from models.evaluation import Metrics
from models.report.facts import FEWEST, Facts

_CARD = """\
# Lingkar bundle {version}

Suggests the next class for a member of this community from the classes she took and what she says
of herself. It helps her choose; it does not judge what she chooses, and it is not made for
deciding about people.

| | |
| --- | --- |
| made | {created_at} |
| learned from | {members:,} members who agreed to it, {classes:,} classes, {log:,} enrolments |
| text encoder | {encoder}, {dim} dimensions |
| data fingerprint | `{fingerprint}` |

Inside are class ids, learned arrays, and the terms that at least three texts share. No member's
id, text or history is in it.

## How well it does

Learned from what was before {at:.10}, asked for what {asked:,} members took afterwards; a list
is ten of the {candidates} classes open then.

| model | {heads} |
| --- |{rules}
{rows}

Members without any history: {cold}. More in `report.html`.

The figures say how often members took what would have been suggested, not how much it helped
them: a class somebody would have loved but never saw counts as a miss.
"""


def write_card(facts: Facts) -> str:
    """The whole card, as Markdown."""
    trial = facts.trial
    names = list(next(iter(trial.metrics.values())).values)
    return _CARD.format(
        version=facts.version,
        created_at=facts.created_at,
        members=len(facts.members),
        classes=len(facts.classes),
        log=len(facts.log),
        encoder=facts.encoder["name"],
        dim=facts.encoder["dim"],
        fingerprint=facts.fingerprint,
        at=str(trial.at),
        asked=trial.members,
        candidates=trial.candidates,
        heads=" | ".join(names),
        rules=" ---: |" * len(names),
        rows="\n".join(_row(name, found) for name, found in trial.metrics.items()),
        cold=_cold(facts),
    )


def _row(name: str, found: Metrics) -> str:
    return f"| {name} | " + " | ".join(f"{value:.3f}" for value in found.values.values()) + " |"


def _cold(facts: Facts) -> str:
    """Recall for who had taken nothing, beside each peer."""
    cold = {name: found.segments["history: 0"] for name, found in facts.trial.metrics.items()}
    if min(found.members for found in cold.values()) < FEWEST:
        return "too few to say"
    return "recall@10 " + ", ".join(
        f"{name} {found.values['recall@10']:.3f}" for name, found in cold.items()
    )
