"""Words that two languages spell nearly alike, and those that only look so."""

from __future__ import annotations

import pytest

from agent.language.built_in.cognates import cognate
from agent.language.built_in.english import words

KNOWN = words(
    """comedy documentary italian vegetarian romantic historical minimalist industrial elegant mystery fantasy
    biography electric automatic ceramic vanilla sauna barbecue mediterranean technology professional standard
    urban accessible manual victorian dessert desert spaniel cellar commuter finish stage musical action
    philosophy acoustic dimmable hexagonal"""
)


@pytest.mark.parametrize(
    ("code", "word", "meant"),
    [
        ("es", "comedia", "comedy"),
        ("es", "documental", "documentary"),
        ("es", "italiana", "italian"),
        ("es", "vegetarianos", "vegetarian"),
        ("es", "romantica", "romantic"),
        ("es", "accion", "action"),
        ("es", "minimalista", "minimalist"),
        ("es", "electrico", "electric"),
        ("es", "mediterraneo", "mediterranean"),
        ("de", "italienische", "italian"),
        ("de", "vegetarisches", "vegetarian"),
        ("de", "romantischen", "romantic"),
        ("de", "elektrisch", "electric"),
        ("de", "philosophie", "philosophy"),
        ("de", "dimmbare", "dimmable"),
        ("de", "technologie", "technology"),
        ("fr", "documentaire", "documentary"),
        ("fr", "italienne", "italian"),
        ("fr", "vegetarienne", "vegetarian"),
        ("fr", "romantique", "romantic"),
        ("fr", "historiques", "historical"),
        ("fr", "minimaliste", "minimalist"),
        ("fr", "ceramique", "ceramic"),
        ("fr", "electrique", "electric"),
    ],
)
def test_a_word_of_one_family_is_found_by_its_spelling(code: str, word: str, meant: str) -> None:
    assert cognate(word, KNOWN, code) == meant


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("es", "celular"),
        ("es", "casa"),
        ("es", "estadio"),
        ("es", "uva"),
        ("de", "lautsprecher"),
        ("de", "vegetation"),
        ("de", "stange"),
        ("fr", "histoire"),
        ("fr", "manteau"),
        ("fr", "urgence"),
    ],
)
def test_a_word_of_another_family_is_not(code: str, word: str) -> None:
    assert cognate(word, KNOWN, code) is None
