"""Constraints and preferences in the few words of a chip, and the sentence that lifts them."""

from __future__ import annotations

from collections.abc import Sequence

from agent.describe import describe, describe_preference
from catalog.constraints import Constraint, Either, Preference, as_tuple
from catalog.schema import Schema


def say_constraint(constraint: Constraint | Either, schema: Schema | None) -> str:
    """In the words of the replies; in plainer ones where the catalog has since lost the attribute."""
    if schema and all(name in schema.attributes for name in constraint.attributes()):
        return describe(constraint, schema)
    if isinstance(constraint, Either):
        return " or ".join(constraint.attributes())
    values = " to ".join(str(value) for value in as_tuple(constraint.value))
    return f"{constraint.attribute} {constraint.op} {values}"


def say_preference(preference: Preference) -> str:
    return describe_preference(preference)


def lifting_sentence(
    constraint: Constraint | Either, among: Sequence[Constraint | Either], schema: Schema | None
) -> str:
    """What a user would say to be free of this constraint, and of no other one `among` them."""
    names = constraint.attributes()
    alike = sum(name in other.attributes() for other in among for name in names)
    if alike > len(names) and isinstance(constraint, Constraint) and isinstance(constraint.value, str):
        return f"Never mind the {constraint.value}"
    labels = [schema.attributes[n].label if schema and n in schema.attributes else n for n in names]
    return f"Never mind the {' and the '.join(labels)}"


def dropping_sentence(preference: Preference) -> str:
    """What a user would say to take a preference back."""
    return f"Never mind the {preference.text}"
