"""Constraints and preferences in the few words of a chip, and the sentence that lifts them."""

from __future__ import annotations

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


def lifting_sentence(constraint: Constraint | Either, schema: Schema | None) -> str:
    """What a user would say to be free of the constraint."""
    labels = [
        schema.attributes[name].label if schema and name in schema.attributes else name
        for name in constraint.attributes()
    ]
    return f"Never mind the {' and the '.join(labels)}"


def dropping_sentence(preference: Preference) -> str:
    """What a user would say to take a preference back."""
    return f"Never mind the {preference.text}"
