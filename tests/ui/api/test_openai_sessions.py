from __future__ import annotations

from ui.api.openai_sessions import OpenAISessions
from ui.api.openai_wire import Message, catalog_named


def user(text: str) -> Message:
    return Message(role="user", content=text)


def assistant(text: str) -> Message:
    return Message(role="assistant", content=text)


WHO = {"tenant": "default", "user": "ana", "catalog": None}


def talked(sessions: OpenAISessions) -> list[Message]:
    """A conversation of one turn, in session s1, and what the client sends next."""
    first = [user("a funny film")]
    place = sessions.place(first, **WHO)
    sessions.remember(first, "Here are three.", place, "s1", **WHO)
    return [*first, assistant("Here are three."), user("shorter")]


def test_the_first_message_begins_a_session() -> None:
    place = OpenAISessions().place([user("hi")], **WHO)
    assert (place.user_id, place.session_id, place.replay) == ("ana", None, ())


def test_a_conversation_goes_on_in_its_session() -> None:
    sessions = OpenAISessions()
    assert sessions.place(talked(sessions), **WHO).session_id == "s1"


def test_a_system_prompt_does_not_make_it_another_conversation() -> None:
    sessions = OpenAISessions()
    messages = [Message(role="system", content="be brief"), *talked(sessions)]
    assert sessions.place(messages, **WHO).session_id == "s1"


def test_another_user_with_the_same_words_is_another_conversation() -> None:
    sessions = OpenAISessions()
    place = sessions.place(talked(sessions), **{**WHO, "user": "ben"})
    assert (place.session_id, place.user_id) == (None, "ben")
    assert place.replay == ("a funny film",)


def test_saying_something_else_after_the_same_words_is_replayed_into_a_fresh_session() -> None:
    sessions = OpenAISessions()
    messages = talked(sessions)
    sessions.place(messages, **WHO)
    place = sessions.place([*messages[:-1], user("longer")], **WHO)
    assert place.session_id is None
    assert place.replay == ("a funny film",)


def test_without_a_user_nobody_shares_a_memory() -> None:
    sessions = OpenAISessions()
    nobody = {**WHO, "user": None}
    first, second = (sessions.place([user("hi")], **nobody).user_id for _ in range(2))
    assert first != second


def test_the_model_name_may_name_the_catalog() -> None:
    assert catalog_named("cicerone/films") == "films"
    assert catalog_named("cicerone") is None
    assert catalog_named("gpt-4o") is None
