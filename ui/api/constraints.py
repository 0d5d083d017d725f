"""Whether the constraints of a request mean something in its catalog."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fastapi.exceptions import RequestValidationError

from catalog.constraints import Alternative, Constraint, Either, comparable
from catalog.schema import AttributeType, Schema
from tools.toolbox import CatalogNotFoundError
from ui.api.wire import RecommendRequest

if TYPE_CHECKING:
    from agent.agent import Agent

COMPARISONS = ("<", "<=", ">", ">=")


def check_constraints(request: RecommendRequest, agent: Agent) -> None:
    """Raises RequestValidationError naming each field that is wrong, or CatalogNotFoundError."""
    infos = agent.catalogs()
    schema = next((i.schema_ for i in infos if request.catalog in (None, i.slug)), None)
    if schema is None:
        raise CatalogNotFoundError(request.catalog, [info.slug for info in infos])
    wrong: list[dict[str, Any]] = []
    for place, constraint in enumerate(request.constraints):
        for within, single in _singles(constraint):
            found = _wrong(single, schema)
            if found is not None:
                field, why = found
                location = ("body", "constraints", place, *within, field)
                wrong.append({"type": "value_error", "loc": location, "msg": why})
    if wrong:
        raise RequestValidationError(wrong, body=request.model_dump(mode="json"))


def _singles(
    constraint: Constraint | Either,
) -> Iterator[tuple[tuple[str | int, ...], Constraint | Alternative]]:
    """Each plain condition, and where in the constraint it stands."""
    if isinstance(constraint, Either):
        for place, alternative in enumerate(constraint.any):
            yield ("any", place), alternative
    else:
        yield (), constraint


def _wrong(single: Constraint | Alternative, schema: Schema) -> tuple[str, str] | None:
    """The field that is wrong, and why."""
    attribute = schema.attributes.get(single.attribute)
    if attribute is None:
        known = ", ".join(schema.attributes)
        return "attribute", f"{schema.name} has no {single.attribute!r}; it has {known}"
    op, value = single.op, single.value
    several = isinstance(value, tuple)
    if several and op not in ("in", "between"):
        return "value", f"{op} takes one value"
    if op == "in" and not several:
        return "value", "in takes a list of values"
    if op in COMPARISONS:
        if not attribute.ordered:
            return "op", f"the values of {single.attribute!r} have no order"
        if comparable(value, attribute) is None:
            return "value", f"not a value that {single.attribute!r} can be compared with"
    if op == "between":
        if not attribute.ordered:
            return "op", f"the values of {single.attribute!r} have no order"
        bounds = value if isinstance(value, tuple) else ()
        if len(bounds) != 2:
            return "value", "between takes [low, high], either of which may be null"
        if any(bound is not None and comparable(bound, attribute) is None for bound in bounds):
            return "value", f"not values that {single.attribute!r} can be compared with"
    if attribute.type is AttributeType.BOOLEAN and op == "=" and not isinstance(value, bool):
        return "value", f"{single.attribute!r} is true or false"
    return None
