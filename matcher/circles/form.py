"""Forming circles, from wishes and the store to circles with their hour."""

from dataclasses import replace

from sqlalchemy.orm import Session

from features.encoder import FITTED, Encoder
from features.meeting import CIVIL
from features.support import read_support
from features.vocabulary import Purpose
from matcher.circles.build import Built
from matcher.circles.clashes import broken, clashing, with_clashes
from matcher.circles.formation import Formation, formation
from matcher.circles.ranking import Ranked, rank, seats_of
from matcher.circles.roster import Roster, read_roster
from matcher.circles.ways import WAYS
from matcher.circles.wishes import Wishes
from matcher.grouping.solution import Watcher, onward
from matcher.grouping.solve import Infeasible
from matcher.store.tables import read_tables
from models.encoder import make_encoder


def form(
    session: Session,
    wishes: Wishes,
    encoder: Encoder,
    watch: Watcher = onward,
) -> Formation:
    """Form circles; nothing is written.

    Args:
        session: best from `Store.read`.
        wishes: what is asked for.
        encoder: of what members wrote.
        watch: told how the search goes.

    Raises:
        DataError: too few take part, or a wish is about somebody who does not.
        ClashingWishes: no circles are possible, or none that keep every rule were found.

    """
    return arrange(wishes, read_roster(session, wishes), encoder, watch)


def arrange(wishes: Wishes, roster: Roster, encoder: Encoder, watch: Watcher = onward) -> Formation:
    """As `form`, without the store, which others can change while the search goes on.

    Raises:
        DataError: a wish is about somebody or something that is not there.
        ClashingWishes: no circles are possible, or none that keep every rule were found.

    """
    built = prepare(wishes, roster, encoder)
    clashes = clashing(wishes, built.roster, built)
    try:
        solution = WAYS[wishes.kind].search(wishes, built, watch)
    except Infeasible as error:
        raise broken(error, wishes, built.roster, built) from error
    return with_clashes(formation(wishes, built.roster, built, solution), clashes)


def community_encoder(session: Session, name: str) -> Encoder:
    """The encoder that settings name; one that is fitted learns from who agreed to be matched.

    Raises:
        EncoderUnavailable: it needs an extra that is not installed, or does not exist.

    """
    members = read_tables(session, Purpose.MATCH).members if name == FITTED else None
    texts = [*members.goals, *members.background, *members.offers] if members else []
    return make_encoder(name, [text for text in texts if text])


def prepare(
    wishes: Wishes,
    roster: Roster,
    encoder: Encoder,
    count: int | None = None,
    ranked: Ranked | None = None,
) -> Built:
    """The problem of so many circles, as many as suit where None; from what members told.

    Args:
        wishes: what is asked for.
        roster: who takes part.
        encoder: of what members wrote.
        count: how many circles there are.
        ranked: who was taken before; None: who is taken is found by the ranking that is wished for.

    Raises:
        DataError: a wish is about somebody or something that is not there.

    """
    civil = (wishes.meeting.opens, wishes.meeting.closes) if wishes.meeting else CIVIL
    support = read_support(roster.members, encoder, roster.learned, civil)
    way = WAYS[wishes.kind]
    seated = way.seat(wishes, roster)
    ranked = ranked or rank(wishes, seated, support, encoder)
    if ranked is not None:
        seated = seats_of(seated, ranked)
    return replace(way.build(wishes, seated, support, count), ranked=ranked)
