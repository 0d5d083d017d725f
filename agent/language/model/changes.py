"""A model's changes as constraints and preferences, each checked; what cannot be had is kept as unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from agent.answer import ReceiptLine
from agent.language.built_in.wished import leans, make, singular
from agent.language.model.linking import Linker
from agent.language.model.model_reading import Change
from catalog.constraints import Alternative, Constraint, Either, Preference
from catalog.items import Scalar
from catalog.schema import Attribute, AttributeType, Range

AnyOne = Constraint | Either

_LOWER = ("<", "<=")


@dataclass
class Changes:
    """Filled change by change; `phrases` are those of the user that became something."""

    turn: int
    constraints: list[AnyOne] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    released: list[tuple[str, Scalar]] = field(default_factory=list)
    permitted: list[Constraint] = field(default_factory=list)
    receipt: list[ReceiptLine] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    phrases: list[tuple[str, AnyOne | Preference | None]] = field(default_factory=list)

    def note(self, phrase: str, kind: str, attribute: str | None = None) -> None:
        line = ReceiptLine.model_validate({"phrase": phrase, "as": kind, "attribute": attribute})
        if line not in self.receipt:
            self.receipt.append(line)

    def cannot(self, phrase: str) -> None:
        """A phrase that this catalog cannot be asked for."""
        self.unknown.append(phrase)
        self.note(phrase, "not_enforceable")

    def require(self, phrase: str, constraint: AnyOne) -> None:
        if constraint not in self.constraints:
            self.constraints.append(constraint)
        self.note(phrase, "constraint", constraint.attributes()[0])
        self.phrases.append((phrase, constraint))

    def lean(self, phrase: str, preference: Preference) -> None:
        self.preferences.append(preference)
        self.note(phrase, "preference", preference.attribute)
        self.phrases.append((phrase, preference))


def convert_changes(changes: Sequence[Change], linker: Linker, turn: int) -> Changes:
    """Those whose phrase the user said, as types. Numbers that were not said and values that are not there
    make the phrase an unknown one."""
    made = Changes(turn)
    said = [c for c in changes if linker.said.says(c.phrase)]
    for group in dict.fromkeys(c.group for c in said if c.group is not None):
        together = [c for c in said if c.group == group and c.action == "require"]
        if len(together) > 1:
            _either(together, linker, made)
            said = [c for c in said if c not in together]
    for change in said:
        _convert(change, linker, made)
    return made


def tests(changes: Iterable[Change], linker: Linker, turn: int) -> tuple[AnyOne, ...]:
    """Conditions that a question is about."""
    required = [c.model_copy(update={"action": "require"}) for c in changes if c.action != "exclude"]
    excluded = [c for c in changes if c.action == "exclude"]
    return tuple(convert_changes([*required, *excluded], linker, turn).constraints)


def _either(changes: Sequence[Change], linker: Linker, made: Changes) -> None:
    """Alternatives. Where one of them cannot be had the others still count."""
    parts: list[tuple[Change, Constraint]] = []
    for change in changes:
        found = [c for c in _constraints(change, linker, made.turn) if isinstance(c, Constraint)]
        if len(found) == 1:
            parts.append((change, found[0]))
        else:
            made.cannot(change.phrase)
    if not parts:
        return
    single = parts[0][1]
    if len(parts) > 1:
        any_of = tuple(Alternative(attribute=c.attribute, op=c.op, value=c.value) for _, c in parts)
        values = tuple(dict.fromkeys(c.value for _, c in parts if not isinstance(c.value, tuple)))
        whole: AnyOne = Either(any=any_of, turn=made.turn)
        if all(c.attribute == single.attribute and c.op == "=" for _, c in parts):
            whole = make(single.attribute, "in", values, "require", made.turn)
    else:
        whole = single
    for change, _ in parts:
        made.require(change.phrase, whole)


def _convert(change: Change, linker: Linker, made: Changes) -> None:
    schema = linker.toolbox.catalog.schema
    attribute = linker.attribute(change.attribute)
    if attribute is None and change.attribute not in schema.ranges:
        made.cannot(change.phrase)
        return
    if change.action == "drop" and (not change.values or (attribute and attribute.ordered)):
        names = [attribute.name] if attribute else list(schema.ranges[change.attribute].between)
        made.dropped += names
        made.phrases.append((change.phrase, None))
        return
    if attribute is not None and _is_leaning(change, attribute):
        _lean(change, attribute, linker, made)
        return
    found = _constraints(change, linker, made.turn)
    if not found:
        made.cannot(change.phrase)
        return
    for said in change.values:
        if attribute and attribute.named and linker.value(attribute, said) is None:
            made.cannot(str(said) if linker.said.says(str(said)) else change.phrase)
    for constraint in found:
        if change.action == "drop":
            values = constraint.value if isinstance(constraint.value, tuple) else (constraint.value,)
            made.released += [(constraint.attribute, v) for v in values if v is not None]
            made.phrases.append((change.phrase, None))
        elif change.action == "permit":
            made.permitted.append(constraint)
            made.phrases.append((change.phrase, None))
        else:
            made.require(change.phrase, constraint)


def _is_leaning(change: Change, attribute: Attribute) -> bool:
    soft = change.action in ("prefer", "avoid")
    return soft or (change.action == "require" and attribute.named and leans(attribute))


def _lean(change: Change, attribute: Attribute, linker: Linker, made: Changes) -> None:
    shared: dict[str, Any] = {
        "polarity": "avoid" if change.action == "avoid" else "prefer",
        "turn": made.turn,
        "attribute": attribute.name,
    }
    if attribute.ordered and (change.op != "=" or not change.values):
        direction: Literal["low", "high"] = "low" if change.op in (*_LOWER, "=") else "high"
        if change.op == "=" and attribute.order:
            direction = "high"
        preference = Preference(kind=attribute.name, text=change.phrase, direction=direction, **shared)
        made.lean(change.phrase, preference)
        return
    values = [linker.value(attribute, v) for v in change.values]
    if not values or None in values:
        made.cannot(change.phrase)
    for value in values:
        if value is not None:
            kind = singular(attribute.name)
            text = str(value) if attribute.named else change.phrase
            made.lean(change.phrase, Preference(kind=kind, text=text, value=value, **shared))


def _constraints(change: Change, linker: Linker, turn: int) -> list[Constraint]:
    """What the change requires or excludes; empty where a value of it is not there, or was not said."""
    polarity = "exclude" if change.action == "exclude" else "require"
    span = linker.toolbox.catalog.schema.ranges.get(change.attribute)
    if span is not None:
        return _within(change, span, linker, turn)
    attribute = linker.attribute(change.attribute)
    if attribute is not None and attribute.type is AttributeType.BOOLEAN and not change.values:
        return [make(attribute.name, "=", True, polarity, turn)]
    if attribute is None or not change.values:
        return []
    if change.op != "=" and attribute.ordered:
        values = [linker.value(attribute, v) for v in change.values]
        if None in values or len(values) != (2 if change.op == "between" else 1):
            return []
        value: Any = tuple(sorted(values, key=_order(attribute))) if len(values) == 2 else values[0]
        return [make(attribute.name, change.op, value, polarity, turn)]
    known = [v for said in change.values if (v := linker.value(attribute, said)) is not None]
    if not known:
        return []
    if len(known) == 1:
        return [make(attribute.name, "=", known[0], polarity, turn)]
    return [make(attribute.name, "in", tuple(dict.fromkeys(known)), polarity, turn)]


def _within(change: Change, span: Range, linker: Linker, turn: int) -> list[Constraint]:
    """ "For six" on a range: the number lies between what each item allows."""
    attributes = linker.toolbox.catalog.schema.attributes
    low, high = span.between
    numbers = [linker.value(attributes[low], v) for v in change.values]
    said = [n for n in numbers if isinstance(n, int | float)]
    if not said or len(said) < len(numbers):
        return []
    return [
        make(low, "<=", min(said), "require", turn),
        make(high, ">=", max(said), "require", turn),
    ]


def _order(attribute: Attribute) -> Any:
    if attribute.order:
        return lambda v: list(attribute.order).index(v)
    return lambda v: v
