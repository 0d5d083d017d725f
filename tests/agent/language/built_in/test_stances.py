"""How someone stands to what they name, in many ways of saying it."""

from __future__ import annotations

import pytest

from agent.language.built_in.phrases import Span
from agent.language.built_in.polarity import Stance, stances
from agent.language.built_in.text import tokenize


def stance_of_velvet(utterance: str) -> Stance:
    tokens = tokenize(utterance)
    at = [t.norm for t in tokens].index("velvet")
    return stances(tokens, [Span(at, at + 1)])[at]


REFUSED = [
    "velvet's out",
    "I would not go for velvet",
    "leave off-white velvet out of it",
    "linen is fine again, velvet isn't",
    "no linen. velvet neither",
    "any kind of cloth but velvet",
    "no in-house linen, on-trend velvet or silk",
    "no velvet, and preferably not too stiff",
    "velvet brings her out in a rash",
    "velvet gives my husband the creeps",
    "velvet bores the kids",
    "the velvet ones freak my daughter out",
    "velvet? absolutely not",
    "velvet, thanks but no thanks",
    "anything bar velvet",
    "every colour barring velvet",
    "velvet is off the menu",
    "we're done with velvet",
    "the last thing she wants is velvet",
    "what I can't bear is velvet",
    "velvet we never eat",
    "strike velvet off",
    "I wouldn't touch velvet",
    "velvet is vile",
    "my wife refuses velvet",
    "count me out of velvet",
    "I'd run a mile from velvet",
    "velvet gets on my nerves",
    "no velvet whatsoever",
    "give velvet a miss",
    "nobody here likes velvet",
    "spare me the velvet",
    "velvet makes me queasy, so none of that",
    "he's terrified of velvet",
    "steer me clear of velvet",
    "velvet can do one",
    "velvet sets off my asthma",
    "I've had my fill of velvet",
    "if it's velvet, count me out",
    "velvet is a definite no",
    "not a chance of velvet",
    "keep me away from velvet",
    "velvet: no",
]


@pytest.mark.parametrize("utterance", REFUSED)
def test_it_is_refused(utterance: str) -> None:
    stance = stance_of_velvet(utterance)
    assert stance.negated and not stance.free and not stance.soft


NEEDED = [
    "I can't live without velvet",
    "won't take anything that isn't velvet",
    "nothing that isn't velvet",
    "don't bother with any that aren't velvet",
    "it's no good to me without velvet",
    "I'd be lost without velvet",
    "never without velvet",
    "I won't look at one that hasn't got velvet",
    "nothing unless it has velvet",
    "can't get enough of velvet",
    "not interested unless it's velvet",
    "if it isn't velvet I don't want it",
    "without velvet it's a no",
    "don't you have any velvet",
    "haven't you got velvet",
    "no point unless it's velvet",
    "settle for nothing but velvet",
    "she insists on velvet",
]


@pytest.mark.parametrize("utterance", NEEDED)
def test_it_is_needed_for_all_the_negation_around_it(utterance: str) -> None:
    stance = stance_of_velvet(utterance)
    assert not (stance.negated or stance.free or stance.allowed or stance.soft)


LIKED = [
    "a slight preference for velvet",
    "velvet if I get a say",
    "bonus points for velvet",
    "velvet would be the icing on the cake",
    "velvet would come in handy",
    "it'd be great if it was velvet, not a must though",
    "velvet given the choice",
    "velvet, but no pressure",
    "I'm partial to velvet",
    "velvet if there is one",
    "leaning towards velvet",
    "velvet wouldn't hurt",
    "velvet, though it's not a dealbreaker",
    "a soft spot for velvet",
    "velvet for preference",
    "extra points if it's velvet",
    "velvet would be my first choice",
    "velvet if at all possible",
]


@pytest.mark.parametrize("utterance", LIKED)
def test_it_would_only_be_nice(utterance: str) -> None:
    stance = stance_of_velvet(utterance)
    assert stance.soft and not stance.negated


FREE = [
    "velvet I can take or leave",
    "I'm not fussed about velvet either way",
    "it doesn't have to have velvet",
    "don't worry about velvet",
    "velvet is neither here nor there",
    "with or without velvet",
    "velvet doesn't come into it",
    "I couldn't care less about velvet",
    "I no longer need velvet",
    "velvet? couldn't care less",
    "I won't cry if it hasn't got velvet",
    "it's fine if there's no velvet",
    "stop looking for velvet",
    "velvet isn't essential",
    "velvet needn't be there",
    "no need for velvet",
    "velvet makes no difference to me",
    "who cares about velvet",
]


@pytest.mark.parametrize("utterance", FREE)
def test_it_need_not_be(utterance: str) -> None:
    stance = stance_of_velvet(utterance)
    assert stance.free


ALLOWED = [
    "velvet's ok after all",
    "on second thoughts velvet is ok",
    "chuck velvet in as well",
    "let velvet back in",
    "put velvet back",
    "I've come round to velvet",
    "velvet can stay",
    "I've got nothing against velvet",
    "velvet is fine too",
    "don't rule out velvet",
    "velvet has grown on me",
    "I was too hasty about velvet",
    "we could stretch to velvet",
    "velvet? go on then",
    "I said no velvet but ignore that",
    "add velvet back",
    "I'd settle for velvet",
]


@pytest.mark.parametrize("utterance", ALLOWED)
def test_it_may_be_after_all(utterance: str) -> None:
    stance = stance_of_velvet(utterance)
    assert stance.allowed and not stance.negated
