import random

from evals.benchmarks.understanding.dialogues import NamedItem
from evals.benchmarks.understanding.people import slip_titles
from evals.benchmarks.understanding.slips import slip, with_slips

TEXT = "please find me something lighter than the second kettle, below 45 euros or at most 1500ml overall"


def test_slips_are_the_same_each_time_and_others_with_another_seed() -> None:
    assert with_slips(TEXT) == with_slips(TEXT)
    assert len({with_slips(TEXT, seed=seed) for seed in range(20)}) > 10


def test_one_word_in_eight_is_mistyped_and_no_number() -> None:
    for seed in range(50):
        words = zip(TEXT.split(), with_slips(TEXT, seed=seed).split(), strict=True)
        changed = [said for said, slipped in words if said != slipped]
        assert 1 <= len(changed) <= 3
        assert not any(c.isdigit() for word in changed for c in word)


def test_a_slip_keeps_the_first_letter_and_is_one_letter_away() -> None:
    for seed in range(50):
        slipped = slip("kettle", random.Random(seed))
        assert slipped != "kettle"
        assert slipped[0] == "k"
        assert abs(len(slipped) - len("kettle")) <= 1


def test_short_words_alone_are_left_as_they_are() -> None:
    assert with_slips("a red one or two") == "a red one or two"


def test_titles_in_haste_lose_their_year_and_are_not_written_as_they_stand() -> None:
    named = [NamedItem(title="The Paper Lighthouse", year=1988)]
    said = "I loved The Paper Lighthouse (1988) a lot"
    hasty = {slip_titles(said, named, seed=seed) for seed in range(30)}
    assert len(hasty) > 3
    assert all("1988" not in text and "The Paper Lighthouse" not in text for text in hasty)
    assert all(text.startswith("I loved ") and text.endswith(" a lot") for text in hasty)
