"""What can be set: by flags, then `CICERONE_*` variables, then `cicerone.toml` in the home, then defaults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

PREFIX = "CICERONE_"
MODEL_RERANKER = "model"
CONFIG_FILE = "cicerone.toml"
DEFAULT_HOME = Path(".cicerone")


class SettingsError(ValueError):
    """A setting that cannot be used. Carries where it was read and why."""

    def __init__(self, where: str, problem: str) -> None:
        self.where = where
        self.problem = problem
        super().__init__(f"{where}: {problem}")


def _as_list(value: Any) -> Any:
    """In a variable, several values are separated by commas."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


class Settings(BaseModel):
    """All settings. `home` is `CICERONE_HOME` as a variable and `home` in `cicerone.toml`, and so on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = DEFAULT_HOME
    cache: Path | None = None
    """Where exported embedding models are kept between homes; None is the user's own cache."""
    database_url: str | None = None
    """Where users' memory lives; None is a SQLite file in the home."""
    chroma_url: str | None = None
    """A Chroma server; None keeps vectors in the home."""
    embedder: str | None = None
    """The sentence-transformers model; None is the bundled one, "hashing" needs no model."""
    api_keys: Annotated[tuple[SecretStr, ...], BeforeValidator(_as_list)] = ()
    llm_model: str | None = None
    llm_base_url: str | None = None
    llm_api_key: SecretStr | None = None
    llm_roles: Annotated[tuple[Literal["understand", "word"], ...], BeforeValidator(_as_list)] = (
        "understand",
        "word",
    )
    """What the model is used for: understanding utterances, wording replies."""
    llm_routing: Literal["routed", "always"] = "routed"
    """Whether the model is asked only where the built-in engine is not sure, or every turn."""
    reranker: str = ""
    """What reads the best of a ranking again: "" nothing, "model" the language model, else the name or the
    path of a cross-encoder."""
    exploration: bool = False
    """Whether the last place of a slate is drawn, to learn what users take, and logged with its chance."""
    turn_deadline: float = Field(default=8.0, gt=0)
    """Seconds that a turn may take."""
    source_deadline: float = Field(default=0.5, gt=0)
    """Seconds that one source may take."""

    @property
    def language_model(self) -> bool:
        """Whether a language model is switched on."""
        return bool(self.llm_model and (self.llm_api_key or self.llm_base_url))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], home: Path | None = None, **flags: Any) -> Self:
        """Read all settings once; flags that are None were not given.

        Raises:
            SettingsError: naming the variable, or the file, and what is wrong with its value.
        """
        given = {name: value for name, value in {"home": home, **flags}.items() if value is not None}
        variables = _variables(environment, set(cls.model_fields))
        folder = Path(given.get("home", variables.get("home", DEFAULT_HOME)))
        filed = _filed(folder / CONFIG_FILE, set(cls.model_fields))
        try:
            return cls.model_validate({**filed, **variables, **given, "home": folder})
        except ValidationError as error:
            first = error.errors(include_input=False)[0]
            name = str(first["loc"][0])
            where = (
                f"--{name.replace('_', '-')}"
                if name in given
                else PREFIX + name.upper()
                if name in variables
                else f"{folder / CONFIG_FILE}, {name}"
            )
            raise SettingsError(where, first["msg"]) from error


def _variables(environment: Mapping[str, str], names: set[str]) -> dict[str, Any]:
    """The settings among the variables; those set to nothing count as not set."""
    found: dict[str, Any] = {
        "llm_api_key": environment.get("OPENAI_API_KEY"),
        "llm_base_url": environment.get("OPENAI_BASE_URL"),
    }
    found.update({name: environment.get(PREFIX + name.upper()) or found.get(name) for name in names})
    return {name: value for name, value in found.items() if value}


def _filed(path: Path, names: set[str]) -> dict[str, Any]:
    try:
        filed = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(str(path), str(error)) from error
    if unknown := sorted(set(filed) - names):
        raise SettingsError(str(path), f"no such setting: {', '.join(unknown)}")
    return filed
