"""Who withdraws or is erased is in nothing that is only planned, and in no JSON of a plan."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.cli.keeping import keep_formation
from features.vocabulary import Purpose
from matcher import privacy
from matcher.circles import again, plans
from matcher.circles.forgetting import FEW, take_out, without
from matcher.circles.form import form
from matcher.circles.moving import Move
from matcher.circles.plans import Draft
from matcher.circles.states import CircleStatus
from matcher.circles.wishes import read_wishes
from matcher.errors import Conflict, NotFound
from matcher.store import circles, waiting
from matcher.store import plans as kept
from matcher.store.schema import AuditEntry, CircleMember, Plan, Waiting
from matcher.store.session import Store
from matcher.store.tables import read_tables
from matcher.transfer import import_folder
from models.encoder import shipped
from tests.matcher.circles.women import NAMES, NOW, TO_PUBLISHED, agree, circle, plan

BUNDLES = Path("no-such-folder")
JSON = st.recursive(
    st.one_of(st.sampled_from(NAMES), st.integers(), st.none(), st.booleans()),
    lambda part: st.one_of(st.lists(part), st.dictionaries(st.sampled_from((*NAMES, "k")), part)),
)


@given(st.dictionaries(st.sampled_from((*NAMES, "k")), JSON))
def test_no_id_of_hers_is_left_in_any_json_and_without_her_nothing_changes(
    value: dict[str, object],
) -> None:
    cleaned = without(value, frozenset({"ayu"}))
    assert '"ayu"' not in json.dumps(cleaned)
    assert without(cleaned, frozenset({"ayu"})) == cleaned
    assert without(value, frozenset({"nobody"})) == value


def test_what_is_about_her_goes_as_a_whole_and_the_rest_stays() -> None:
    value = {
        "circles": [["ayu", "bela"], ["cici"]],
        "helps": [{"helper": "ayu", "helped": "bela", "topic": "finance"}, {"helper": "cici"}],
        "why": {"ayu": {"codes": ["same_goals"]}, "bela": {"codes": ["near"]}},
        "first": "ayu",
    }
    assert without(value, frozenset({"ayu"})) == {
        "circles": [["bela"], ["cici"]],
        "helps": [{"helper": "cici"}],
        "why": {"bela": {"codes": ["near"]}},
    }


def test_withdrawing_takes_her_out_of_drafts_plans_and_the_list_but_not_from_among_friends(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        friends = circle(session, "ayu bela", *TO_PUBLISHED, request="old").circle_id
        made = plan(session, "ayu cici", waiting=("dewi",), request="new")
        waiting.put(session, "ayu", "no_hour", made, NOW)
        privacy.withdraw(session, "ayu", Purpose.RECOMMEND, NOW)
        assert len(circles.history(session, "ayu")) == 2
        privacy.withdraw(session, "ayu", Purpose.MATCH, NOW)
        assert [one.circle_id for one in circles.history(session, "ayu")] == [friends]
        assert [one.member_id for one in circles.seats(session, f"{made}-00000")] == ["cici"]
        assert waiting.first_come(session) == []
        results = session.scalars(select(Plan.result)).all()
        assert "ayu" not in json.dumps(results)
        assert "cici" in json.dumps(results)


@pytest.mark.parametrize("name", ["ayu", "dewi"])
def test_a_proposal_goes_whole_once_anyone_in_it_withdraws(any_store: Store, name: str) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plan(session, "ayu bela cici", "dewi eka fitri")
        first, second = (one.circle_id for one in circles.of_plan(session, made))
        swap = (
            Move("ayu", second, first, role="member"),
            Move("dewi", first, second, role="member"),
        )
        again.propose(session, made, kept.get(session, made).revision, swap, NOW, actor="worker")
        privacy.withdraw(session, "bela", Purpose.MATCH, NOW)
        assert again.proposal(session, made)[1] == swap
        privacy.withdraw(session, name, Purpose.MATCH, NOW)
        with pytest.raises(NotFound):
            again.proposal(session, made)


def test_the_same_request_is_known_again_after_one_it_named_was_erased(any_store: Store) -> None:
    mentoring = {"capacities": {"ayu": 2, "bela": 1}}
    wishes = {"kind": "mentoring", "mentoring": mentoring, "pinned": {"ayu": 0, "cici": 1}}

    def ask(session: Session, wishes: Mapping[str, object]) -> str:
        return plans.create(session, "r", NOW, kind="mentoring", wishes=wishes, actor="cli").plan_id

    with any_store.begin() as session:
        agree(session)
        made = ask(session, wishes)
        privacy.erase_member(session, "ayu", "cli", NOW, bundles=BUNDLES)
        privacy.withdraw(session, "bela", Purpose.MATCH, NOW)
        assert ask(session, wishes) == made
        for other in ({"cici": 2}, {"dewi": 1}, {"cici": 1, "dewi": 1}, {}):
            with pytest.raises(Conflict):
                ask(session, {**wishes, "pinned": other})
        assert kept.get(session, made).wishes["pinned"] == {"cici": 1}


def test_wishes_kept_from_the_command_line_name_nobody_who_was_erased_meanwhile(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.read() as session:
        ids = read_tables(session, Purpose.MATCH).members.ids
        asked = read_wishes({"seconds": 1, "pinned": {ids[4]: 0, ids[6]: 1}})
        formed = form(session, asked, shipped())
    with store.begin() as session:
        privacy.erase_member(session, ids[4], "cli", NOW, bundles=BUNDLES)
    address = store.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("LINGKAR_DATABASE_URL", address)
    plan_id = keep_formation(formed, "en")
    with store.read() as session:
        made = kept.get(session, plan_id)
        assert made.wishes["pinned"] == {ids[6]: 1}
        assert json.dumps(ids[4]) not in json.dumps([made.wishes, made.result])


def test_many_who_withdraw_at_once_are_all_taken_out(any_store: Store) -> None:
    names = [f"m{number:03}" for number in range(FEW + 5)]
    with any_store.begin() as session:
        agree(session, (*names, *NAMES))
        made = plan(session, " ".join(names), waiting=("dewi",))
        take_out(session, names[1:], NOW, actor="cli", reason="consent")
        assert [one.member_id for one in circles.seats(session, f"{made}-00000")] == names[:1]
        result = kept.get(session, made).result
        assert result is not None
        assert (result["circles"], result["waiting"]) == ([names[:1]], {"dewi": "no_hour"})


def test_a_withdrawal_that_comes_with_an_import_takes_her_out_too(
    any_store: Store, tmp_path: Path
) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plan(session, "ayu bela cici")
    (tmp_path / "members.csv").write_text("member_id,goals,consent\nayu,menulis,recommend\n")
    import_folder(any_store, tmp_path, now=NOW)
    with any_store.read() as session:
        seated = [one.member_id for one in circles.seats(session, f"{made}-00000")]
        assert seated == ["bela", "cici"]
        assert "ayu" not in json.dumps(kept.get(session, made).result)


def test_erasing_reaches_every_new_table_and_everything_a_plan_holds(any_store: Store) -> None:
    with any_store.begin() as session:
        agree(session)
        circle(session, "ayu bela", *TO_PUBLISHED, request="old")
        made = circle(session, "ayu cici", CircleStatus.REVIEWED, request="new").plan_id
        wishes = {"pinned": {"ayu": "c"}, "together": [["ayu", "eka"]], "size": [5, 8]}
        plans.create(session, "next", NOW, kind="circles", wishes=wishes, actor="cli")
        waiting.put(session, "ayu", "no_hour", made, NOW)
    with any_store.begin() as session:
        privacy.erase_member(session, "ayu", "cli", NOW, bundles=BUNDLES)
    with any_store.read() as session:
        for table in (CircleMember, Waiting):
            query = select(func.count()).where(table.member_id == "ayu")
            assert session.scalars(query).one() == 0
        held = session.execute(select(Plan.wishes, Plan.result)).all()
        assert "ayu" not in json.dumps([list(one) for one in held])
        trail = session.execute(select(AuditEntry.subject, AuditEntry.facts)).all()
        assert "ayu" not in json.dumps([list(one) for one in trail])
        assert circles.get(session, f"{made}-00000").status == "draft"
        left = session.scalars(select(Plan).where(Plan.request_id == "next")).one()
        assert left.wishes == {"pinned": {}, "together": [["eka"]], "size": [5, 8]}


def test_an_id_with_signs_that_mean_something_to_databases_is_found(any_store: Store) -> None:
    odd = '100%_"ibu" é\\'
    with any_store.begin() as session:
        agree(session, (*NAMES, odd, "100xxibu"))
        made = plans.create(
            session,
            "r",
            NOW,
            kind="circles",
            wishes={"pinned": {odd: "c", "100xxibu": "c"}},
            actor="cli",
        )
        privacy.erase_member(session, odd, "cli", NOW, bundles=BUNDLES)
        assert kept.get(session, made.plan_id).wishes == {"pinned": {"100xxibu": "c"}}


def test_whoever_withdraws_while_the_result_is_being_kept_is_in_none_of_it(
    any_store: Store,
) -> None:
    with any_store.begin() as session:
        agree(session)
        made = plans.create(session, "r", NOW, kind="circles", wishes={}, actor="cli")
    draft = Draft("Lingkar", frozenset({"ayu", "bela", "cici"}))

    def keep() -> None:
        with any_store.begin() as session:
            plans.finish(session, made.plan_id, [draft], {}, NOW, actor="worker")

    with ThreadPoolExecutor(1) as threads:
        with any_store.begin() as session:
            privacy.withdraw(session, "ayu", Purpose.MATCH, NOW)
            kept_meanwhile = threads.submit(keep)
            with pytest.raises(TimeoutError):
                kept_meanwhile.result(timeout=0.5)
        kept_meanwhile.result(timeout=20)
    with any_store.read() as session:
        seated = [one.member_id for one in circles.seats(session, f"{made.plan_id}-00000")]
    assert seated == ["bela", "cici"]
