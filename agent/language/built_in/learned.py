"""What the engine has learned rather than been told: two small classifiers over our own examples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from agent.language.built_in.roles import RoleModel, role_model
from agent.language.built_in.stance_model import StanceModel, stance_model
from catalog.embedding import Embedder


@dataclass(frozen=True, slots=True)
class Models:
    roles: RoleModel
    stances: StanceModel


def learned(embedder: Embedder, folder: Path | None = None) -> Models:
    """Both models for an embedder, kept in `folder`. Where they are not there, fitting takes some seconds."""
    return Models(role_model(embedder, folder), stance_model(embedder, folder))
