"""A reply in the model's words: the built-in wording, part by part, each reworded part checked against its own.

The lines of the slate are data and stay as they are. What the model writes of the other parts goes out line by
line, once it is checked; where a part is missing or says something else, the part's own text goes out.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field

from agent.answer import Intent
from agent.language.built_in.lexicon import Lexicon
from agent.language.language import Say
from agent.language.model.checking import Checker
from agent.language.wording import Plan
from tools.fencing import RULE, fenced
from tools.language_model import LanguageModel, LanguageModelError, Message, Piece, Usage

INSTRUCTIONS = """\
You reword the reply of a friendly, concise guide. {rule}
You get the reply in numbered parts. Write each part again, one line a part, as NUMBER| text, in the order given, \
in the language of the user's message. Say the same and nothing more: no new fact, name, number, title or link. \
Copy what stands after "keep:" letter by letter, in whatever language you write. A question stays a question."""

LONGEST_PART = 1_200
_AS_IT_IS: frozenset[Intent] = frozenset(["ask_memory", "forget", "undo"])
"""What is said of the memory is said to the letter."""
_ITEM = re.compile(r"\s*\d+\. \*\*")
_NUMBERED = re.compile(r"\s*(\d+)\s*[|.:)]\s*(.*)")


@dataclass
class Reworded:
    """The reply as it went out. `kept_own`: some part is the built-in wording where the model's was wanted."""

    text: str = ""
    changed: bool = False
    kept_own: bool = False
    usage: Usage = field(default_factory=Usage)
    fault: LanguageModelError | None = None


def worth_rewording(plan: Plan) -> bool:
    return not set(plan.acts) & _AS_IT_IS


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the reply with what follows it; `number` is that under which it is sent, None where it is not."""

    text: str
    after: str
    number: int | None


def parts_of(text: str) -> list[Part]:
    """Lines, those of the slate and very long ones without a number."""
    found: list[Part] = []
    pieces = re.split(r"(\n+)", text)
    for line, after in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        stays = not line.strip() or _ITEM.match(line) or len(line) > LONGEST_PART
        number = None if stays else sum(p.number is not None for p in found) + 1
        found.append(Part(line, after, number))
    return found


async def reworded(
    model: LanguageModel,
    text: str,
    plan: Plan,
    *,
    utterance: str,
    lexicon: Lexicon,
    say: Say,
    deadline: float,
) -> Reworded:
    """Say the reply `text` in the model's words. Never raises for the model's sake: it falls back part by part."""
    parts = parts_of(text)
    checker = Checker(utterance, plan, lexicon)
    done = Reworded()
    left = list(parts)

    def go_out(words: str, part: Part) -> None:
        done.text += words + part.after
        say(words + part.after)

    def own_until(number: int | None) -> None:
        """The parts before `number` in their own words; all that are left where it is None."""
        while left and (left[0].number is None or number is None or left[0].number < number):
            part = left.pop(0)
            done.kept_own |= part.number is not None
            go_out(part.text, part)

    try:
        stream = model.stream(prompt(parts, checker, utterance), deadline=deadline)
        async for line in _lines(stream, done):
            match = _NUMBERED.match(line)
            if match is None or not any(p.number == int(match[1]) for p in left):
                continue
            own_until(int(match[1]))
            part = left.pop(0)
            words = match[2].strip()
            if checker.allows(words, part.text):
                done.changed = True
                go_out(words, part)
            else:
                done.kept_own = True
                go_out(part.text, part)
            while left and left[0].number is None:
                quiet = left.pop(0)
                go_out(quiet.text, quiet)
    except LanguageModelError as fault:
        done.fault = fault
        done.usage += fault.usage
    own_until(None)
    return done


def prompt(parts: list[Part], checker: Checker, utterance: str) -> list[Message]:
    lines = []
    for part in parts:
        if part.number is not None:
            keep = checker.anchors(part.text)
            kept = f" keep: {fenced('; '.join(keep), most=600)}" if keep else ""
            lines.append(f"{part.number}| {fenced(part.text, most=LONGEST_PART)}{kept}")
    said = f"The user's message: {fenced(utterance, most=500)}"
    return [
        Message("system", INSTRUCTIONS.format(rule=RULE)),
        Message("user", "\n".join([said, "The reply:", *lines])),
    ]


async def _lines(stream: AsyncGenerator[Piece], done: Reworded) -> AsyncIterator[str]:
    """The text line by line, each when it is whole; the last only once the stream has ended well."""
    rest = ""
    async with aclosing(stream) as pieces:
        async for piece in pieces:
            done.usage += piece.usage
            rest += piece.text
            while "\n" in rest:
                line, rest = rest.split("\n", 1)
                yield line
    if rest.strip():
        yield rest
