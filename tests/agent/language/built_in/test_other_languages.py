"""Simple requests in Spanish, German and French, and the courtesy that goes with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from agent.language.built_in.foreign_numbers import as_written, count_at
from agent.language.built_in.foreign_words import CODES, foreign
from agent.language.built_in.rendering import rendered
from agent.language.built_in.spoken import language_of
from agent.state import Session
from tests.agent.conftest import NAMES, Talk, Turns, catalog_of, lexicon_of, plain

TABLE = Path(__file__).parent / "other_languages.yaml"
WISHES = [
    (name, utterance, wanted)
    for name, rows in yaml.safe_load(TABLE.read_text(encoding="utf-8")).items()
    for utterance, wanted in rows.items()
]


@pytest.mark.parametrize(("name", "utterance", "wanted"), WISHES)
def test_a_simple_wish_means_the_same_in_every_language(
    name: str, utterance: str, wanted: list[str], talk: Callable[[str], Talk]
) -> None:
    assert {plain(c) for c in talk(name).read(utterance).constraints} == set(wanted)


@pytest.mark.parametrize(
    ("utterance", "act"),
    [
        ("hola, buenas tardes", "greet"),
        ("muchas gracias", "thanks"),
        ("hasta luego", "goodbye"),
        ("Guten Tag", "greet"),
        ("vielen Dank!", "thanks"),
        ("Tschüss", "goodbye"),
        ("bonjour", "greet"),
        ("merci beaucoup", "thanks"),
        ("au revoir", "goodbye"),
        ("empecemos de nuevo", "undo"),
        ("fang von vorne an", "undo"),
        ("on recommence", "undo"),
    ],
)
def test_the_formulas_of_a_talk_are_heard_in_every_language(
    utterance: str, act: str, talk: Callable[[str], Talk]
) -> None:
    assert talk("lamps").read(utterance).acts == (act,)


@pytest.mark.parametrize(
    ("utterance", "direction"),
    [
        ("algo más barato que la segunda", "low"),
        ("más caro que la segunda", "high"),
        ("billiger als die zweite", "low"),
        ("etwas günstiger als die zweite bitte", "low"),
        ("moins cher que la deuxième", "low"),
        ("plus chère que la deuxième", "high"),
    ],
)
def test_what_is_shown_can_be_compared_with(
    utterance: str, direction: str, talk: Callable[[str], Talk]
) -> None:
    shown = [item.id for item in catalog_of("lamps").items[:3]]
    read = talk("lamps").shown(*shown).read(utterance)
    assert [(c.attribute, c.direction, c.items) for c in read.critiques] == [
        ("price", direction, (shown[1],))
    ]


@pytest.mark.parametrize("utterance", ["da igual el color", "die Farbe ist egal", "peu importe la couleur"])
def test_what_does_not_matter_is_let_go(utterance: str, talk: Callable[[str], Talk]) -> None:
    assert talk("lamps").read(utterance).dropped == ("colour",)


@pytest.mark.parametrize(
    ("utterance", "kind"),
    [
        ("¿cuánto cuesta la segunda?", "fact"),
        ("was kostet die zweite?", "fact"),
        ("combien coûte la deuxième ?", "fact"),
        ("¿cuál es la más barata?", "extreme"),
        ("welche ist die billigste?", "extreme"),
        ("quelle est la moins chère ?", "extreme"),
        ("¿cuántas lámparas rojas tienes?", "count"),
        ("wie viele rote Lampen habt ihr?", "count"),
        ("combien de lampes rouges avez-vous ?", "count"),
        ("¿la segunda es roja?", "test"),
        ("ist die zweite rot?", "test"),
        ("la deuxième est rouge ?", "test"),
        ("compara la primera y la segunda", "compare"),
        ("vergleiche die erste und die zweite", "compare"),
        ("compare la première et la deuxième", "compare"),
    ],
)
def test_questions_are_asked_in_every_language(
    utterance: str, kind: str, talk: Callable[[str], Talk]
) -> None:
    shown = [item.id for item in catalog_of("lamps").items[:3]]
    question = talk("lamps").shown(*shown).read(utterance).question
    assert question is not None
    assert question.kind == kind


@pytest.mark.parametrize(
    "utterance",
    [
        "amigo, recommend me a lamp",
        "do you have a lamp with je ne sais quoi",
        "something like la casa del sol, but cheaper",
        "a lamp für elise would like",
        "max 50",
        "super budget lamp",
        "no",
        "or in blue",
        "was it made in 1990?",
        "the die cast one",
    ],
)
def test_a_loan_or_a_name_in_an_english_sentence_changes_nothing(utterance: str) -> None:
    assert language_of(utterance, Session(), lexicon_of("lamps")) == "en"


def test_a_title_in_another_language_is_only_a_title() -> None:
    for name in NAMES:
        for item in catalog_of(name).items:
            assert language_of(item.title, Session(), lexicon_of(name)) == "en"


def test_one_word_belongs_to_the_language_of_the_talk_before_it() -> None:
    spanish = Session(turn=2, spoken=("es",))
    assert language_of("roja", spanish, lexicon_of("lamps")) == "es"
    assert language_of("no", spanish, lexicon_of("lamps")) == "es"
    assert language_of("roja", Session(turn=2), lexicon_of("lamps")) == "en"
    assert language_of("show me something else please", spanish, lexicon_of("lamps")) == "en"


@pytest.mark.parametrize(
    "utterance",
    [
        "vorrei una lampada rossa sotto i 50 euro",
        "quero um abajur vermelho com menos de 50 euros",
        "ik wil graag een rode lamp",
        "我想要一盏红色的灯",
        "мне нужна красная лампа",
    ],
)
async def test_a_language_that_is_not_read_gets_a_courteous_limit(utterance: str, turns: Turns) -> None:
    _, turn = await turns.run(utterance)
    assert turn.understanding is not None and turn.answer is not None
    assert turn.understanding.acts == ("out_of_scope",)
    assert all(name in turn.answer.reply for name in ("English", "Spanish", "German", "French"))
    assert turn.constraints == ()


async def test_the_courtesy_is_said_once_a_session_in_the_users_language(turns: Turns) -> None:
    courtesy = foreign("de").courtesy
    session, first = await turns.run("ich suche etwas unter 100 Euro, bitte")
    session, second = await turns.run("und nicht zu teuer", session)
    assert first.answer is not None and second.answer is not None
    assert courtesy in first.answer.reply
    assert courtesy not in second.answer.reply
    assert session.language == "de"
    session, third = await turns.run("busco otra cosa, por favor", session)
    assert third.answer is not None
    assert foreign("es").courtesy in third.answer.reply


def test_the_receipt_quotes_the_users_own_words(talk: Callable[[str], Talk]) -> None:
    lines = {
        (line.phrase, line.as_)
        for line in talk("lamps").read("Quiero una lámpara roja con altavoz por menos de 50 dólares").receipt
    }
    assert ("roja", "constraint") in lines
    assert ("por menos de 50 dólares", "constraint") in lines
    assert ("altavoz", "not_enforceable") in lines


def test_a_word_that_cannot_be_put_into_english_is_said_to_be_unknown(talk: Callable[[str], Talk]) -> None:
    for utterance, word in (
        ("una lámpara con altavoz", "altavoz"),
        ("eine Lampe mit Lautsprecher", "Lautsprecher"),
        ("une lampe avec haut-parleur", "haut-parleur"),
    ):
        read = talk("lamps").read(utterance)
        assert read.constraints == ()
        assert read.unknown == (word,)


def test_titles_stay_as_the_catalog_writes_them() -> None:
    for name in NAMES:
        lexicon = lexicon_of(name)
        for item in catalog_of(name).items:
            if lexicon.titles_in([]) or len(item.title.split()) < 2:
                continue
            assert item.title in rendered(f"quiero algo como {item.title}", "es", lexicon).english


@pytest.mark.parametrize(
    ("code", "words", "value"),
    [
        ("es", "treinta y cinco", 35),
        ("es", "ciento veinte", 120),
        ("es", "dos mil quinientos", 2500),
        ("es", "veintidos", 22),
        ("de", "funfundzwanzig", 25),
        ("de", "hundertfunfzig", 150),
        ("de", "zweitausend", 2000),
        ("fr", "quatre vingt dix", 90),
        ("fr", "quatre vingt dix neuf", 99),
        ("fr", "soixante et onze", 71),
        ("fr", "vingt et un", 21),
        ("fr", "deux cent cinquante", 250),
        ("fr", "quatre vingts", 80),
    ],
)
def test_numbers_in_words(code: str, words: str, value: int) -> None:
    language = next(foreign(c) for c in CODES if c == code)
    said = words.split()
    assert count_at(said, 0, language.numbers) == (value, len(said))


@pytest.mark.parametrize(
    ("text", "english"),
    [("1.200,50", "1200.50"), ("12,5", "12.5"), ("1.200", "1200"), ("4.5", "4.5"), ("80", "80")],
)
def test_numbers_as_they_are_written_there(text: str, english: str) -> None:
    assert as_written(text) == english
