"""What the generated stories are: long enough, never repeating themselves, true of their writer."""

import re

import numpy as np

from matcher.sample import SampleCommunity
from matcher.sample.banks import read, themes

WAYS = re.compile(r"\W+")


def test_there_is_a_story_for_every_fifth_member(community: SampleCommunity) -> None:
    assert len(community.stories) == len(community.members) // 5


def test_stories_have_40_to_220_words_and_a_title(community: SampleCommunity) -> None:
    lengths = [len(story["body"].split()) for story in community.stories]

    assert min(lengths) >= 40
    assert max(lengths) <= 220
    assert np.std(lengths) > 5
    assert all(story["title"] for story in community.stories)


def test_no_sentence_stands_twice_in_one_story(community: SampleCommunity) -> None:
    for story in community.stories:
        parts = [WAYS.sub(" ", part).strip().lower() for part in re.split(r"[.?!]", story["body"])]
        told = [part for part in parts if len(part.split()) > 2]
        assert len(set(told)) == len(told), story["body"]


def test_no_moment_is_told_twice_in_other_words(community: SampleCommunity) -> None:
    """Two sentences of a story share few of their words, however they are typed."""
    for story in community.stories:
        sentences = [set(part.lower().split()) for part in re.split(r"[.?!]", story["body"])]
        told = [words for words in sentences if len(words) > 5]
        for i, one in enumerate(told):
            for other in told[:i]:
                assert len(one & other) <= 0.7 * len(one | other), story["body"]


def test_stories_are_by_members_who_had_joined(community: SampleCommunity) -> None:
    joined = {row["member_id"]: row["joined_at"] for row in community.members}

    assert all(story["created_at"] >= joined[story["author_id"]] for story in community.stories)


def test_no_authoring_marks_are_left_in_any_text(community: SampleCommunity) -> None:
    told = [story["title"] + story["body"] for story in community.stories]
    told += [row[c] for row in community.members for c in ("goals", "background", "offers")]

    assert not [text for text in told if re.search(r"[\[\]{}|]|\.\.\.\.|\.\?|  ", text)]


def test_no_story_speaks_of_a_baby_its_writer_does_not_have(community: SampleCommunity) -> None:
    stages = {row["member_id"]: row["stage"] for row in community.members}
    baby = re.compile(r"\b(si bayi|bayiku|dedek bayi|bayi saya)\b")
    speaking = [story for story in community.stories if baby.search(story["body"].lower())]

    assert speaking
    assert all("baby" in stages[story["author_id"]] for story in speaking)


def test_heavy_stories_occur_and_nobody_smiles_at_their_end(community: SampleCommunity) -> None:
    heavy = [
        story["body"]
        for story, theme in zip(community.stories, community.truth.stories, strict=True)
        if themes()[theme].heavy
    ]
    smiles = tuple(read("register")["tails"])

    assert len(heavy) > 10
    assert not [body for body in heavy if body.endswith(smiles)]
