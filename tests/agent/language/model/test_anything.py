"""A model may write anything: what comes of it is always something that the session can take."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.answer import Intent
from agent.language.model.conversion import convert
from agent.language.model.grounding import Grounding
from agent.language.model.linking import Linker
from agent.language.model.model_reading import Action, ModelReading
from agent.language.model.reconciling import reconciled
from agent.language.model.vocabulary import Vocabulary
from agent.language.understanding import Understanding
from agent.preferences import apply
from catalog.constraints import Constraint
from tests.agent.conftest import NAMES, Talk, lexicon_of, talk_of, toolbox_of
from tools.language_model import AnswerSchema, MalformedError, Usage, json_within, parsed

UTTERANCE = "not red or soft, at most 100 or 2 hours, like the second, cheaper, I always want it calm, yes"
PHRASES = st.sampled_from([*UTTERANCE.replace(",", "").split(), "at most 100", "2 hours", "never said"])


def readings(name: str) -> st.SearchStrategy[dict[str, Any]]:
    catalog = talk_of(name).catalog
    schema = catalog.schema
    attribute = st.sampled_from([*schema.attributes, *schema.ranges, "nothing"])
    odd = st.one_of(st.sampled_from([100, 2, 120, "100", True, "no", ""]), st.text(max_size=5), st.floats())

    def value(of: str) -> st.SearchStrategy[Any]:
        """Mostly what the attribute has, and numbers that were said."""
        known = list(catalog.columns.count_values(of)) if of in schema.attributes else []
        grades = list(schema.attributes[of].order) if of in schema.attributes else []
        return st.one_of(st.sampled_from([*known, *grades, 100]), odd)

    item = st.sampled_from(["#0", "#1", "#2", "#99", "#x", "red", "Titanic", "", catalog.items[0].title])
    direction = st.sampled_from(["low", "high"])
    change = attribute.flatmap(
        lambda of: st.fixed_dictionaries(
            {
                "phrase": PHRASES,
                "action": st.sampled_from(["require", "exclude", *get_args(Action)]),
                "attribute": st.just(of),
                "op": st.sampled_from(["=", "in", "<", "<=", ">", ">=", "between"]),
                "values": st.one_of(st.lists(value(of), max_size=3), value(of)),
                "group": st.sampled_from([None, 1]),
            }
        )
    )
    compared = {"phrase": PHRASES, "attribute": attribute, "direction": direction}
    kinds = ["fact", "count", "extreme", "values", "compare", "why", "why_not", "test"]
    question = st.fixed_dictionaries(
        {
            "kind": st.sampled_from(kinds),
            "attributes": st.lists(attribute, max_size=2),
            "direction": st.one_of(st.none(), direction),
            "tests": st.lists(change, max_size=2),
        }
    )
    forget = {"what": st.sampled_from(["all", "last", "topic"]), "phrase": PHRASES, "topic": PHRASES}
    reaction = {"phrase": PHRASES, "item": item, "kind": st.sampled_from(["like", "dislike", "seen"])}
    wish = {
        "phrase": PHRASES,
        "english": st.text(max_size=9),
        "polarity": st.sampled_from(["prefer", "avoid"]),
    }
    return st.fixed_dictionaries(
        {"acts": st.lists(st.sampled_from(get_args(Intent)), min_size=1, max_size=3)},
        optional={
            "changes": st.lists(change, min_size=2, max_size=6),
            "wishes": st.lists(st.fixed_dictionaries(wish), max_size=2),
            "comparisons": st.lists(
                st.fixed_dictionaries({**compared, "items": st.lists(item, max_size=2)}), max_size=2
            ),
            "like": st.lists(item, max_size=2),
            "feedback": st.lists(st.fixed_dictionaries(reaction), max_size=2),
            "references": st.lists(item, max_size=2),
            "question": st.one_of(st.none(), question),
            "lasting": st.lists(st.fixed_dictionaries({"phrase": PHRASES, "subject": PHRASES}), max_size=2),
            "forget": st.one_of(st.none(), st.fixed_dictionaries(forget)),
            "undo": st.sampled_from(["none", "step", "all"]),
            "more": st.booleans(),
            "no_preference": st.booleans(),
            "sort": st.one_of(st.none(), st.fixed_dictionaries(compared)),
            "count": st.one_of(st.none(), st.integers(-3, 300)),
            "subject": PHRASES,
            "unknown": st.lists(PHRASES, max_size=2),
        },
    )


def heard(talk: Talk, written: dict[str, Any]) -> Understanding:
    reading = ModelReading.model_validate(written)
    said = Grounding(UTTERANCE)
    linker = Linker(
        toolbox_of(talk.name), lexicon_of(talk.name), Vocabulary(talk.catalog), talk.session, said
    )
    read, made = convert(reading, linker, turn=9)
    return reconciled(read, made, talk.read(UTTERANCE), said, talk.catalog.schema)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_reading_becomes_an_understanding_of_this_utterance_and_this_catalog(
    name: str, data: st.DataObject
) -> None:
    talk = talk_of(name)
    ids = tuple(i.id for i in talk.catalog.items[:3])
    talk = talk.shown(*ids)
    understanding = heard(talk, data.draw(readings(name)))
    apply(talk.session, understanding, talk.catalog, turn=9)
    assert understanding.acts
    schema = talk.catalog.schema
    for constraint in understanding.constraints:
        assert set(constraint.attributes()) <= set(schema.attributes)
        if isinstance(constraint, Constraint):
            talk.catalog.columns.mask_all([constraint])
    for item in (*understanding.like, *understanding.references):
        assert item in talk.catalog.position
    said = Grounding(UTTERANCE)
    assert all(said.says(s.source) for s in understanding.statements if s.source)
    assert all(said.says(phrase) for phrase in understanding.unknown)
    if understanding.intent == "forget":
        assert understanding.forget is not None


@given(text=st.text(max_size=200) | st.builds("{}".format, st.recursive(st.none(), st.lists, max_leaves=5)))
def test_any_text_is_read_or_called_malformed(text: str) -> None:
    found = json_within(text)
    schema = AnswerSchema("reading", {}, ModelReading)
    if found is None:
        with pytest.raises(MalformedError):
            parsed(text, schema, Usage())
