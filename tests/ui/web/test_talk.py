from __future__ import annotations

from typing import Any

from agent.answer import Answer, Recommendation
from ui.web.cards import Card
from ui.web.talk import Exchange, Said, make_card, show_partial, show_talk

TOLD = tuple(
    Recommendation(item_id=f"t{n}", title=f"Tea {n}", rank=n, score=1, reason="Green.") for n in (1, 2)
)
REPLY = "Teas for you:\n\n1. **Tea 1** – Green.\n2. **Tea 2** – Green.\n\nHot or cold?"


def look(catalog: str, told: Recommendation) -> Card:
    return make_card(told, None, None, ())


def answer(**parts: Any) -> Answer:
    told = {
        "reply": REPLY,
        "recommendations": TOLD,
        "question": "Hot or cold?",
        "suggestions": ("Hot",),
    } | parts
    return Answer(session_id="s", turn=1, catalog="teas", intent="recommend", **told)


def talk(*answers: Answer | None) -> list[Said]:
    return show_talk([Exchange("a <b>tea</b>", a, "teas") for a in answers], look)


def test_cards_stand_in_for_the_list_in_the_reply_and_the_question_follows_them() -> None:
    said = talk(answer())[1]
    assert said.markdown == "Teas for you:"
    assert said.html.index("ci-card") < said.html.index("Hot or cold?") < said.html.index("ci-replies")


def test_a_reply_without_cards_keeps_its_lists() -> None:
    said = talk(answer(recommendations=(), question=None))[1]
    assert said.markdown == REPLY


def test_only_the_last_answer_offers_quick_replies() -> None:
    said = talk(answer(), answer())
    assert ["ci-replies" in message.html for message in said] == [False, False, False, True]


def test_a_list_that_is_still_coming_is_kept_back() -> None:
    for length in range(len(REPLY)):
        words = show_partial(REPLY[:length], TOLD, "teas", look).markdown
        assert "1" not in words
        assert "**" not in words


def test_before_anything_has_come_it_says_that_it_thinks() -> None:
    assert "Thinking" in show_partial("", (), "teas", look).html


def test_the_users_words_are_shown_as_they_are() -> None:
    assert "a &lt;b&gt;tea&lt;/b&gt;" in talk(answer())[0].html


def test_an_unanswered_turn_can_be_tried_again_while_it_is_the_last() -> None:
    assert 'data-text="a &lt;b&gt;tea&lt;/b&gt;"' in talk(None)[1].html
    assert "data-text" not in talk(None, answer())[1].html


def test_erased_words_are_not_guessed_at() -> None:
    said = show_talk([Exchange("", None, "teas", erased=True)], look)
    assert [s.role for s in said] == ["assistant"]
    assert "forget" in said[0].html
