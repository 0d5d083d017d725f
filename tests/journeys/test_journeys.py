"""Whole conversations over catalogs that nobody built the engine for."""

from __future__ import annotations

from tests.journeys.conftest import Guest


async def test_furnishing_a_reading_corner(lamps: Guest) -> None:
    hello = await lamps.say("hello!")
    assert hello.intent == "greet" and hello.suggestions
    first = await lamps.say("I'm looking for a floor lamp under $200")
    assert lamps.hard == {("kind", "=", "floor"), ("price", "<=", 200)}
    assert set(lamps.ids) == {"l06", "l07", "l17", "l21"}
    second = lamps.ids[1]
    asked = await lamps.say("who designed the second one?")
    designer = first.recommendations[1].attributes.get("designer")
    assert (designer or "not known") in asked.reply
    await lamps.say("nothing industrial")
    assert ("no style", "=", "industrial") in lamps.hard and "l21" not in lamps.ids
    await lamps.say("it has to be dimmable")
    assert set(lamps.ids) == {"l06", "l17"}
    compared = await lamps.say("compare Heron and Beanstalk")
    assert compared.intent == "compare"
    assert "$150" in compared.reply and "$72" in compared.reply and "Mateus Silva" in compared.reply
    taken = await lamps.say("I'll take Heron")
    assert taken.intent == "feedback" and "**Heron**" in taken.reply
    bye = await lamps.say("thanks, bye!")
    assert bye.intent in ("thanks", "goodbye")
    assert second in {r.item_id for r in first.recommendations}


async def test_changing_ones_mind_again_and_again(lamps: Guest) -> None:
    await lamps.say("a red lamp")
    assert set(lamps.ids) == {"l07", "l14"}
    await lamps.say("actually, make it green")
    assert set(lamps.ids) == {"l06", "l13", "l16", "l17"}
    await lamps.say("under $80")
    assert set(lamps.ids) == {"l13", "l17"}
    await lamps.say("price doesn't matter")
    assert lamps.hard == {("colour", "=", "green")}
    await lamps.say("and no floor lamps")
    assert set(lamps.ids) == {"l13", "l16"}
    await lamps.say("undo")
    assert lamps.hard == {("colour", "=", "green")}
    await lamps.say("any colour")
    assert lamps.hard == set()
    await lamps.say("by Aiko Mori")
    assert set(lamps.ids) <= {"l08", "l09", "l12", "l20", "l24"}
    over = await lamps.say("start over")
    assert over.intent == "undo" and over.constraints == ()
    await lamps.say("for the nursery")
    assert set(lamps.ids) <= {"l01", "l04", "l13", "l17", "l24"}
    assert lamps.hard == {("rooms", "=", "nursery")}


async def test_narrowing_by_comparison(lamps: Guest) -> None:
    await lamps.say("a desk lamp")
    assert set(lamps.ids) == {"l02", "l08", "l16", "l22"}
    most = await lamps.say("which of these is the most expensive?")
    assert "**Noon**" in most.reply and "$199" in most.reply
    await lamps.say("something cheaper than Scholar")
    assert set(lamps.ids) == {"l02", "l22"}
    await lamps.say("brighter than Minnow")
    assert set(lamps.ids) == {"l02"}
    why = await lamps.say("why that one?")
    assert why.intent == "explain" and "**Harrow 40**" in why.reply
    not_it = await lamps.say("why not Noon?")
    assert "**Noon**" in not_it.reply and "95" in not_it.reply


async def test_taking_the_family_to_sea(ferries: Guest) -> None:
    await ferries.say("a calm crossing for 6 people with a car deck")
    wanted = {("swell", "=", "calm"), ("vehicles", "=", True), ("min_group", "<=", 6), ("max_group", ">=", 6)}
    assert ferries.hard == wanted
    assert set(ferries.ids) == {"f01", "f03", "f09", "f11"}
    await ferries.say("under 3 hours")
    assert set(ferries.ids) == {"f01", "f03", "f11"}
    told = await ferries.say("is there a playground on the first one?")
    assert told.intent == "ask_item"
    await ferries.say("in the baltic")
    assert ferries.ids == ["f01"]
    await ferries.say("how long does it take?")
    assert "95 minutes" in ferries.answers[-1].reply
    when = await ferries.say("when was it opened?")
    assert "4 May 1998" in when.reply
    many = await ferries.say("how many crossings have a sauna?")
    assert many.reply.startswith("2 ")


async def test_a_dead_end_and_the_way_out(ferries: Guest) -> None:
    stuck = await ferries.say("an overnight crossing in scotland under 30 euros")
    assert stuck.recommendations == ()
    assert "without" in stuck.reply and stuck.suggestions
    for number, suggestion in enumerate(stuck.suggestions):
        assert suggestion.startswith(("Any ", "Start over", "Without ")), (number, suggestion)
    unknown = await ferries.say("start over")
    assert unknown.constraints == ()
    odd = await ferries.say("a crossing with a planetarium")
    assert [(line.phrase, line.as_) for line in odd.receipt] == [("planetarium", "not_enforceable")]
    assert "planetarium" in odd.reply
    await ferries.say("overnight")
    assert set(ferries.ids) == {"f04", "f09", "f14"}
    cheapest = await ferries.say("which one is the cheapest?")
    assert "**Helios Overnight**" in cheapest.reply and "€95" in cheapest.reply


async def test_a_vegetarian_comes_back(cheeses: Guest) -> None:
    told = await cheeses.say("I'm vegetarian, and I hate smoky cheese")
    assert len(told.memory.written) == 2
    assert cheeses.hard == {("vegetarian", "=", True), ("no flavours", "=", "smoky")}
    cheeses.new_session()
    back = await cheeses.say("a firm cheese")
    assert set(cheeses.ids) == {"c05", "c07", "c12"}
    assert set(back.memory.used) == set(told.memory.written)
    held = await cheeses.say("what do you remember about me?")
    assert "vegetarian" in held.reply and "smoky" in held.reply
    cheeses.new_session()
    await cheeses.say("forget everything you know about me")
    assert await cheeses.agent.memories(cheeses.user_id) == []
    cheeses.new_session()
    free = await cheeses.say("a firm cheese", k=10)
    assert free.memory.used == ()
    assert {"c06", "c13", "c17"} <= set(cheeses.ids)


async def test_tasting_one_after_the_other(cheeses: Guest) -> None:
    await cheeses.say("a cheese from france or italy")
    seen = set(cheeses.ids)
    first = cheeses.ids[0]
    await cheeses.say("I've already had the first one")
    assert not seen & set(cheeses.ids)
    again = await cheeses.say("show me more", k=10)
    assert "seen all that fits" in again.reply
    assert seen - {first} <= set(cheeses.ids)
    await cheeses.say("something like Blue Meridian")
    assert "c04" not in cheeses.ids and cheeses.ids
    await cheeses.say("I don't like the first one")
    doomed = cheeses.answers[-2].recommendations[0].item_id
    assert doomed not in cheeses.ids
    held = {b.item_id for b in await cheeses.agent.memories(cheeses.user_id) if b.feedback == "dislike"}
    assert held == {doomed}
    await cheeses.say("start over")
    await cheeses.say("a cheese", k=20)
    assert doomed not in cheeses.ids and first not in cheeses.ids


async def test_crossing_from_lamps_to_cheeses_and_back(lamps: Guest) -> None:
    await lamps.say("a cosy lamp under $60")
    assert lamps.answers[-1].catalog == "lamps"
    over = await lamps.say("and what about a cheese for a picnic?")
    assert over.catalog == "cheeses" and over.constraints == ()
    assert lamps.ids[0] in {"c02", "c11"}
    await lamps.say("not goat")
    assert lamps.hard == {("no milk", "=", "goat")}
    back = await lamps.say("now some lamps again")
    assert back.catalog == "lamps" and back.recommendations
    outside = await lamps.say("who won the world cup?")
    assert outside.intent == "out_of_scope" and outside.recommendations == ()
