"""From a query to a slate: what a wish, a like, a preference and a constraint each do to it."""

from __future__ import annotations

import asyncio

import pytest

from catalog.catalog import Catalog, catalog_in_memory
from catalog.constraints import Constraint, Either, Preference, satisfies_all
from catalog.embedding import HashingEmbedder
from catalog.items import Item
from catalog.schema import Schema
from tools.candidates import Candidate, Query, Ranked
from tools.fit import fit_models
from tools.toolbox import Toolbox

CHEAP, FANCY = ("$6", "$7", "$8", "$9.50", "$10"), ("$15", "$16", "$17", "$18")


async def slate(toolbox: Toolbox, query: Query) -> list[Ranked]:
    ranked, _ = toolbox.rank(query, await toolbox.gather(query))
    return ranked[: query.k]


def ids(ranked: list[Ranked]) -> list[str]:
    return [one.item_id for one in ranked]


def prefer(attribute: str, value: str | None = None, **more: object) -> Preference:
    return Preference.model_validate(
        {
            "kind": attribute,
            "text": value or attribute,
            "attribute": attribute,
            "value": value,
            "turn": 1,
            **more,
        }
    )


async def test_a_wish_in_words_finds_the_item_and_quotes_it(toolbox: Toolbox) -> None:
    ranked = await slate(toolbox, Query("ana", text="something for a picnic"))
    assert ranked[0].item_id == "falafel"
    assert ("text", "about", "Fried chickpeas for a picnic.") in [
        (e.kind, e.ref, e.text) for e in ranked[0].evidence
    ]


async def test_items_that_meet_more_preferences_come_first(toolbox: Toolbox) -> None:
    both = (prefer("cuisine", "thai"), prefer("heat", "hot"))
    ranked = await slate(toolbox, Query("ana", preferences=both, k=3))
    assert set(ids(ranked[:2])) == {"tom-yum", "curry-g"}
    assert ranked[1].score > ranked[2].score + 0.2
    facts = {(e.kind, e.ref, e.text) for e in ranked[0].evidence}
    assert {("attribute", "cuisine", "thai"), ("attribute", "heat", "hot")} <= facts


async def test_a_direction_moves_the_slate_and_says_the_value(toolbox: Toolbox) -> None:
    cheap = await slate(toolbox, Query("ana", preferences=(prefer("price", direction="low"),), k=3))
    fancy = await slate(toolbox, Query("ana", preferences=(prefer("price", direction="high"),), k=3))
    assert "falafel" in ids(cheap)
    assert not set(ids(cheap)) & set(ids(fancy))
    for ranked, allowed in (
        (cheap, ("$6", "$7", "$8", "$9.50", "$10")),
        (fancy, ("$15", "$16", "$17", "$18")),
    ):
        for one in ranked:
            assert next(e.text for e in one.evidence if e.ref == "price") in allowed


async def test_what_is_to_be_avoided_sinks_but_is_not_removed(toolbox: Toolbox) -> None:
    everything = Query("ana", text="curry", k=18)
    before = ids(await slate(toolbox, everything))
    avoiding = Query("ana", text="curry", preferences=(prefer("heat", "hot", polarity="avoid"),), k=18)
    after = ids(await slate(toolbox, avoiding))
    assert sorted(before) == sorted(after)
    assert after.index("curry-g") > before.index("curry-g")


async def test_a_like_pulls_similar_and_co_liked_items(toolbox: Toolbox) -> None:
    ranked = await slate(toolbox, Query("ana", liked=("vindaloo",), k=4))
    assert set(ids(ranked)) <= {"laksa", "tom-yum", "curry-g", "curry-m", "dal"}
    assert any("collaborative" in one.sources for one in ranked)
    facts = [e for one in ranked for e in one.evidence if e.kind == "people_alike"]
    assert {(e.ref, e.text) for e in facts} == {("vindaloo", "Vindaloo")}


async def test_two_tastes_give_two_slates(toolbox: Toolbox) -> None:
    hot = await slate(toolbox, Query("ana", liked=("vindaloo",), k=3))
    cheesy = await slate(toolbox, Query("ben", liked=("pizza",), k=3))
    assert not set(ids(hot)) & set(ids(cheesy))


async def test_the_catalogs_own_history_of_a_user_counts(toolbox: Toolbox) -> None:
    ranked = await slate(toolbox, Query("guest-25", k=2))
    # The first place is the history's; with no wish said, the second is spread away from it.
    stranger = await slate(toolbox, Query("nobody", k=2))
    assert ids(ranked)[0] == "burger" != ids(stranger)[0]
    assert ranked[0].terms[0].source == "collaborative"


async def test_a_dislike_pushes_back_what_is_near_to_it(toolbox: Toolbox) -> None:
    before = ids(await slate(toolbox, Query("ana", text="hot food", k=18)))
    ranked = await slate(toolbox, Query("ana", text="hot food", disliked=("pizza-d",), k=18))
    after = ids(ranked)
    assert "pizza-d" not in after
    assert before.index("pizza") < before.index("lasagne")
    assert after.index("pizza") > after.index("lasagne")
    pizza = ranked[after.index("pizza")]
    assert [term.source for term in pizza.terms if term.weight < 0] == ["aversion"]
    assert "aversion" not in pizza.sources


async def test_constraints_alone_are_answered_by_popularity(toolbox: Toolbox) -> None:
    italian = Constraint(attribute="cuisine", op="=", value="italian")
    ranked = await slate(toolbox, Query("stranger", constraints=(italian,), k=3))
    assert ranked[0].item_id == "pizza"
    assert ranked[0].sources == ("popularity",)
    assert ("cuisine", "italian") in [(e.ref, e.text) for e in ranked[0].evidence]
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


async def test_a_slate_is_full_wherever_enough_items_are_eligible(toolbox: Toolbox) -> None:
    unknown = Constraint(attribute="chef", op="=", value="Gina", polarity="exclude")
    query = Query("stranger", constraints=(unknown,), k=14)
    ranked, funnel = toolbox.rank(query, await toolbox.gather(query))
    assert funnel.catalog == 18
    assert funnel.eligible == 14
    assert len(ranked) == 14


async def test_no_slate_holds_what_a_constraint_forbids_whatever_the_sources_say(toolbox: Toolbox) -> None:
    hot_or_cheap = Either.model_validate(
        {
            "any": [
                {"attribute": "heat", "op": "=", "value": "hot"},
                {"attribute": "price", "op": "<=", "value": 7},
            ]
        }
    )
    query = Query("ana", text="noodle soup", constraints=(hot_or_cheap,), excluded=frozenset({"laksa"}), k=18)
    gathered = await toolbox.gather(query)
    lying = {"semantic": [Candidate("pho", 1.0), Candidate("laksa", 0.9), Candidate("nowhere", 0.8)]}
    for rankings in (gathered.rankings, lying):
        ranked, _ = toolbox.rank(query, type(gathered)(rankings))
        assert "laksa" not in ids(ranked)
        for one in ranked:
            assert satisfies_all(query.constraints, toolbox.catalog.item(one.item_id), toolbox.catalog.schema)


async def test_terms_sum_to_the_score(toolbox: Toolbox) -> None:
    query = Query("ana", text="noodle soup", liked=("pho",), preferences=(prefer("heat", "hot"),))
    for one in await slate(toolbox, query):
        assert one.terms
        assert sum(term.weight for term in one.terms) == pytest.approx(one.score, abs=0.002)


async def test_every_item_of_a_slate_has_evidence_that_is_its_own(toolbox: Toolbox) -> None:
    query = Query(
        "ana", text="coconut noodles", constraints=(Constraint(attribute="price", op="<", value=20),)
    )
    for one in await slate(toolbox, query):
        item = toolbox.catalog.item(one.item_id)
        assert one.evidence
        for fact in one.evidence:
            if fact.kind == "text":
                assert fact.text in item.text
            elif fact.kind == "attribute":
                assert item.attributes.get(fact.ref) is not None


class Slow:
    name = "slow"

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        await asyncio.sleep(10)
        return []


class Broken:
    name = "broken"

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        raise RuntimeError("no disk")


class Steady:
    name = "semantic"

    async def candidates(self, query: Query, *, limit: int) -> list[Candidate]:
        return [Candidate("pho", 1.0)]


async def test_a_source_that_fails_or_dawdles_is_recorded_and_the_others_answer(catalog: Catalog) -> None:
    embedder = HashingEmbedder()
    toolbox = Toolbox(
        catalog,
        embedder,
        fit_models(catalog, embedder=embedder),
        sources=[Slow(), Broken(), Steady()],
        source_deadline=0.05,
    )
    gathered = await toolbox.gather(Query("ana", text="soup"))
    assert dict(gathered.failures) == {"slow": "no answer within 0.05 s", "broken": "RuntimeError: no disk"}
    assert ids(toolbox.rank(Query("ana", text="soup"), gathered)[0])[0] == "pho"


async def test_search_finds_titles_before_meanings(toolbox: Toolbox) -> None:
    found = await toolbox.search("massaman", limit=3)
    assert found[0].id == "curry-m"
    assert "falafel" in [item.id for item in await toolbox.search("chickpeas", limit=3)]


async def test_a_catalog_without_interactions_still_answers(schema: Schema, dishes: list[Item]) -> None:
    toolbox = Toolbox.in_memory(
        catalog_in_memory(schema, dishes, embedder=HashingEmbedder()), HashingEmbedder()
    )
    assert {"collaborative", "sequence", "dialogue"}.isdisjoint(source.name for source in toolbox.sources)
    ranked = await slate(toolbox, Query("ana"))
    assert len(ranked) == 5
    assert "mystery" not in ids(ranked)  # the one of which least is known


async def test_near_copies_give_way_and_the_funnel_says_so(schema: Schema) -> None:
    twins = [Item(f"soup-{n}", "Soup", "A clear broth.", {"price": 5}) for n in range(3)]
    others = [Item(f"cake-{n}", f"Cake {n}", "Sweet.", {"price": 5 + n}) for n in range(3)]
    made = catalog_in_memory(schema, [*twins, *others], embedder=HashingEmbedder())
    toolbox = Toolbox.in_memory(made, HashingEmbedder())
    query = Query("ana", text="clear broth", k=4)
    ranked, funnel = toolbox.rank(query, await toolbox.gather(query))
    assert ids(ranked[:4])[0] == "soup-0"
    assert len({"soup-1", "soup-2"} & set(ids(ranked[:4]))) == 0
    assert funnel.dropped == {"soup-1": "the same as “Soup”", "soup-2": "the same as “Soup”"}
