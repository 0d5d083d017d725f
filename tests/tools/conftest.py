"""A small invented catalog of dishes, with guests of two tastes."""

from __future__ import annotations

import pytest

from catalog.catalog import Catalog, catalog_in_memory
from catalog.embedding import HashingEmbedder
from catalog.items import Interaction, Item
from catalog.schema import Schema, parse_schema
from tools.toolbox import Toolbox

SCHEMA = """
name: dishes
noun: {singular: dish, plural: dishes}
id: id
title: name
text: [about]
attributes:
  cuisine: {type: category, many: true}
  chef: {type: entity}
  price: {type: number, unit: USD, high: [fancy], low: [cheap]}
  minutes: {type: number, unit: min}
  heat: {type: category, order: [mild, medium, hot]}
  vegan: {type: boolean}
  tags: {type: tags}
  since: {type: date}
  photo: {type: image}
show: [cuisine, price]
"""

DISHES = [
    ("pho", "Pho", "vietnamese", "Linh", 9.5, "mild", False, "soup noodles", "Beef broth with rice noodles."),
    ("laksa", "Laksa", "malay", "Aida", 11, "hot", False, "soup noodles", "Coconut broth, prawns, noodles."),
    ("ramen", "Ramen", "japanese", "Kenji", 13, "mild", False, "soup noodles", "Wheat noodles, broth, egg."),
    ("tom-yum", "Tom Yum", "thai", "Aida", 10, "hot", False, "soup", "Sour prawn soup with lemongrass."),
    ("curry-g", "Green Curry", "thai", "Aida", 12, "hot", True, "curry", "Green chillies and coconut milk."),
    ("curry-m", "Massaman Curry", "thai", "Aida", 14, "medium", False, "curry", "Peanuts and slow beef."),
    ("dal", "Dal", "indian", "Ravi", 7, "medium", True, "curry lentils", "Lentils with cumin and ghee."),
    ("vindaloo", "Vindaloo", "indian", "Ravi", 15, "hot", False, "curry", "Pork in vinegar and chillies."),
    ("pizza", "Pizza Margherita", "italian", "Gina", 12, "mild", False, "bread cheese", "Tomato and cheese."),
    ("pizza-d", "Pizza Diavola", "italian", "Gina", 14, "hot", False, "bread cheese", "Hot salami, cheese."),
    ("lasagne", "Lasagne", "italian", "Gina", 16, "mild", False, "pasta cheese", "Layers baked in the oven."),
    ("gnocchi", "Gnocchi", "italian", "Gina", 13, "mild", False, "pasta", "Potato dumplings with sage."),
    ("tacos", "Tacos", "mexican", "Rosa", 8, "medium", False, "bread", "Corn tortillas, eaten by hand."),
    ("mole", "Mole Poblano", "mexican", "Rosa", 18, "medium", False, "sauce", "Chocolate and thirty spices."),
    ("falafel", "Falafel", "lebanese", "Nour", 6, "mild", True, "bread", "Fried chickpeas for a picnic."),
    ("mezze", "Mezze", "lebanese", "Nour", 17, "mild", True, "sharing", "Many small plates to share."),
    ("burger", "Burger", "american", None, None, None, False, "bread cheese", "Beef on a soft bun."),
    ("mystery", "Dish of the Day", "", None, None, None, None, "", ""),
]  # fmt: skip

SPICY = ["laksa", "tom-yum", "curry-g", "curry-m", "vindaloo", "dal"]
CHEESY = ["pizza", "pizza-d", "lasagne", "gnocchi", "burger"]


@pytest.fixture(scope="session")
def schema() -> Schema:
    return parse_schema(SCHEMA)


@pytest.fixture(scope="session")
def dishes() -> list[Item]:
    items = []
    for number, (key, title, cuisine, chef, price, heat, vegan, tags, about) in enumerate(DISHES):
        known = {
            "cuisine": (cuisine,) if cuisine else None,
            "chef": chef,
            "price": price,
            "minutes": 10 + 5 * number if price else None,
            "heat": heat,
            "vegan": vegan,
            "tags": tuple(tags.split()) or None,
            "since": f"20{10 + number}-03-26",
        }
        attributes = {name: value for name, value in known.items() if value is not None}
        items.append(Item(key, title, about, attributes))
    return items


@pytest.fixture(scope="session")
def visits() -> list[Interaction]:
    """Twenty guests like it hot, twenty like cheese; pizza and laksa are what most of them take."""
    rows = []
    for guest in range(40):
        taste = SPICY if guest < 20 else CHEESY
        for turn in range(4):
            rows.append(
                Interaction(f"guest-{guest}", taste[(guest + turn) % len(taste)], "like", 1.0, 1e9 + guest)
            )
        rows.append(Interaction(f"guest-{guest}", taste[0], "order", None, 1e9 + guest))
    rows.append(Interaction("guest-0", "mole", "dislike", -1.0, 1e9))
    return rows


@pytest.fixture(scope="session")
def catalog(schema: Schema, dishes: list[Item], visits: list[Interaction]) -> Catalog:
    return catalog_in_memory(schema, dishes, embedder=HashingEmbedder(), interactions=visits)


@pytest.fixture(scope="session")
def toolbox(catalog: Catalog) -> Toolbox:
    return Toolbox.in_memory(catalog, HashingEmbedder())
