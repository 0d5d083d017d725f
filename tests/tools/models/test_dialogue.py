"""The dialogue model on conversations whose answers follow from their words, or from the items they name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tools.models import dialogue_companions
from tools.models.dialogue import DialogueModel
from tools.models.dialogue_companions import REGULARIZATION, Companions
from tools.models.dialogue_meaning import WEIGHT, Meanings
from tools.models.dialogue_training import Settings, fit
from tools.models.dialogue_words import (
    FEWEST_CONTEXTS,
    FEWEST_SPEAKERS,
    Example,
    Said,
    Vocabulary,
    count_words,
    named_in,
)

OVENS, TENTS, LAMP = (0, 1, 2), (3, 4, 5), 6
ITEMS = [["oven"]] * 3 + [["tent"]] * 3 + [["tent"]]
SMALL = Settings(width=16, members=1, epochs=30, batch=32)


def seeker(text: str, *items: int) -> Said:
    return Said("seeker", text, items)


def recommender(text: str, *items: int) -> Said:
    return Said("recommender", text, items)


def examples() -> list[Example]:
    made = []
    for number in range(30):
        oven, tent = OVENS[number % 3], TENTS[number % 3]
        made.append(Example([recommender("hello"), seeker("something to bake bread")], (oven,)))
        made.append(Example([recommender("hello"), seeker("something for camping")], (tent,)))
        made.append(Example([seeker("I have this one", oven)], (OVENS[(number + 1) % 3],)))
    return made


TOGETHER = [list(OVENS)] * 10 + [list(TENTS)] * 10


@pytest.fixture(scope="module")
def model() -> DialogueModel:
    return fit(examples(), TOGETHER, ITEMS, seed=1, settings=SMALL)


def best(scores: np.ndarray, count: int) -> set[int]:
    return set(np.argsort(-scores)[:count].tolist())


def test_words_lead_to_what_was_recommended_upon_them(model: DialogueModel) -> None:
    assert best(model.scores([seeker("I want to bake")]), 3) == set(OVENS)
    assert best(model.scores([seeker("we go camping")]), 3) <= {*TENTS, LAMP}


def test_a_named_item_leads_to_those_named_with_it_without_any_word(model: DialogueModel) -> None:
    scores = model.scores([seeker("", TENTS[0])])
    assert scores[list(TENTS[1:])].min() > scores[list(OVENS)].max()


def test_an_item_never_recommended_goes_with_those_of_its_features(model: DialogueModel) -> None:
    camping, baking = model.scores([seeker("camping")]), model.scores([seeker("bake")])
    assert camping[LAMP] - camping[OVENS[0]] > baking[LAMP] - baking[OVENS[0]]


def test_before_anything_is_said_every_item_has_a_score(model: DialogueModel) -> None:
    scores = model.scores([])
    assert scores.shape == (7,)
    assert np.isfinite(scores).all()


def test_shares_name_the_words_and_the_items_that_speak_for_an_item(model: DialogueModel) -> None:
    context = [recommender("camping?"), seeker("Bread! I love baking bread, as with this", OVENS[0])]
    shares = model.shares(context, OVENS[1])
    assert [item for item, _ in shares.items] == [OVENS[0]]
    assert {word for word, _ in shares.words} & {"bread", "baking"}
    assert "camping" not in {word for word, _ in shares.words}
    assert all(share > 0 for _, share in shares.words)


def test_the_same_seed_gives_the_same_model(model: DialogueModel) -> None:
    again = fit(examples(), TOGETHER, ITEMS, seed=1, settings=SMALL)
    other = fit(examples(), TOGETHER, ITEMS, seed=2, settings=SMALL)
    context = [seeker("bake")]
    assert again.scores(context).tolist() == model.scores(context).tolist()
    assert other.scores(context).tolist() != model.scores(context).tolist()


def test_members_are_averaged(model: DialogueModel) -> None:
    both = fit(examples(), TOGETHER, ITEMS, seed=1, settings=replace(SMALL, members=2))
    second = fit(examples(), TOGETHER, ITEMS, seed=2, settings=SMALL)
    context = [seeker("bake", OVENS[2])]
    assert both.scores(context) == pytest.approx(
        (model.scores(context) + second.scores(context)) / 2, abs=1e-4
    )


def test_a_saved_model_scores_as_before(model: DialogueModel, tmp_path: Path) -> None:
    model.save(tmp_path / "dialogue.npz")
    loaded = DialogueModel.load(tmp_path / "dialogue.npz")
    context = [seeker("bake bread", OVENS[0])]
    assert loaded.scores(context) == pytest.approx(model.scores(context), abs=0.02)
    assert loaded.vocabulary.numbers == model.vocabulary.numbers


def test_without_a_conversation_there_is_nothing_to_learn() -> None:
    with pytest.raises(ValueError, match="no conversation"):
        fit([], TOGETHER, ITEMS, seed=1)


def test_items_and_words_without_company_can_be_learned_from() -> None:
    alone = fit([Example([], (0,))], [[0]], [[], []], seed=1, settings=SMALL)
    assert alone.scores([])[0] > alone.scores([])[1]


def test_companions_are_those_of_ease_and_the_strongest_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    together, items = [[0, 1], [0, 1], [1, 2], [4]], 6
    seen = np.zeros((4, items))
    for row, rows in enumerate(together):
        seen[row, rows] = 1
    inverse = np.linalg.inv(seen.T @ seen + REGULARIZATION * np.eye(items))
    expected = inverse / -np.diag(inverse)
    np.fill_diagonal(expected, 0)
    companions = Companions.fit(together, items)
    assert np.array([companions.pull([row]) for row in range(items)]) == pytest.approx(expected, abs=1e-6)
    assert companions.pull([0, 2]) == pytest.approx(expected[0] + expected[2], abs=1e-6)
    monkeypatch.setattr(dialogue_companions, "STRONGEST", 1)
    assert np.flatnonzero(Companions.fit(together, items).pull([1])).tolist() == [0]


def test_sides_are_told_apart_and_the_latest_words_count_once_more() -> None:
    counts = count_words([seeker("red boots"), recommender("boots?"), seeker("boots"), recommender("blue")])
    assert counts["seeker:boot"] == 2
    assert counts["seeker:red boot"] == 1
    assert counts["latest seeker:boot"] == 1
    assert counts["recommender:boot"] == 1
    assert counts["latest recommender:blue"] == 1
    assert "latest recommender:boot" not in counts


def test_words_of_a_context_have_length_one_whatever_their_number() -> None:
    contexts = [[seeker("red boots and a hat")]] * FEWEST_CONTEXTS + [[seeker("red")]]
    vocabulary = Vocabulary.fit(contexts)
    _, weights = vocabulary.encode([seeker("boots boots hat")])
    stages = 2
    assert np.linalg.norm(weights[:-stages]) == pytest.approx(1)
    assert "seeker:boot" in vocabulary.numbers
    assert vocabulary.encode([seeker("unheard of")])[0].size == stages


def test_a_word_of_too_few_people_is_not_kept_however_often_they_say_it() -> None:
    contexts = [[seeker("red boots")]] * FEWEST_CONTEXTS + [[seeker("red hat")]] * FEWEST_SPEAKERS
    speakers = ["ana"] * FEWEST_CONTEXTS + [f"person {n}" for n in range(FEWEST_SPEAKERS)]
    kept = Vocabulary.fit(contexts, speakers).numbers
    assert "seeker:red" in kept
    assert "seeker:boot" not in kept


def turned(*vector: float) -> Said:
    return Said("seeker", "", (), np.array(vector, dtype=np.float32))


def test_what_is_meant_leads_to_what_was_recommended_upon_it_where_no_word_does() -> None:
    warm, cold = turned(1, 0, 0.5), turned(0, 1, 0.5)
    made = [Example([said], (item,)) for item, said in ((0, warm), (1, cold)) for _ in range(20)]
    model = fit(made, [], [[], []], seed=1, settings=SMALL)
    assert best(model.scores([turned(0.9, 0.3, 0.5)]), 1) == {0}
    assert best(model.scores([turned(0.3, 0.9, 0.5)]), 1) == {1}


def test_the_latest_turn_means_most_and_the_recommenders_nothing() -> None:
    meanings = Meanings.fit([[turned(1, 0)], [turned(-1, 0)]])
    both = meanings.encode([turned(1, 0), turned(0, 1)])
    assert both[1] > both[0] > 0
    assert np.linalg.norm(both) == pytest.approx(WEIGHT)
    assert not meanings.encode([Said("recommender", "", (), np.ones(2, dtype=np.float32))]).any()


def test_an_item_named_twice_is_named_once() -> None:
    assert named_in([seeker("", 3, 1), recommender("", 1, 2)]) == [3, 1, 2]
