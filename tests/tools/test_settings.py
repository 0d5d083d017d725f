"""Where settings come from, and which wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.settings import DEFAULT_HOME, Settings, SettingsError


def test_defaults() -> None:
    settings = Settings.from_environment({})
    assert settings.home == DEFAULT_HOME
    assert settings.turn_deadline == 8
    assert settings.source_deadline == 0.5
    assert not settings.language_model


def test_flags_beat_variables_beat_the_file_beat_defaults(tmp_path: Path) -> None:
    (tmp_path / "cicerone.toml").write_text("turn_deadline = 3\nsource_deadline = 1\nllm_model = 'filed'\n")
    environment = {"CICERONE_TURN_DEADLINE": "4", "CICERONE_LLM_MODEL": "variable"}
    settings = Settings.from_environment(environment, tmp_path, llm_model="flag", embedder=None)
    assert settings.source_deadline == 1
    assert settings.turn_deadline == 4
    assert settings.llm_model == "flag"
    assert settings.home == tmp_path


def test_the_home_may_be_a_variable(tmp_path: Path) -> None:
    (tmp_path / "cicerone.toml").write_text("source_deadline = 2\n")
    settings = Settings.from_environment({"CICERONE_HOME": str(tmp_path)})
    assert settings.home == tmp_path
    assert settings.source_deadline == 2


def test_keys_are_a_list_and_never_printed() -> None:
    settings = Settings.from_environment(
        {"CICERONE_API_KEYS": "secret-1, secret-2,", "OPENAI_API_KEY": "secret-3"}
    )
    assert [key.get_secret_value() for key in settings.api_keys] == ["secret-1", "secret-2"]
    assert "secret-" not in repr(settings)


def test_the_language_model_is_switched_on_as_the_contract_says() -> None:
    keys = {"OPENAI_API_KEY": "k", "CICERONE_LLM_MODEL": "m", "OPENAI_BASE_URL": "http://localhost:1/v1"}
    settings = Settings.from_environment(keys)
    assert settings.language_model
    assert settings.llm_base_url == "http://localhost:1/v1"
    assert not Settings.from_environment({"OPENAI_API_KEY": "k"}).language_model
    own = Settings.from_environment({**keys, "CICERONE_LLM_API_KEY": "own"})
    assert own.llm_api_key is not None
    assert own.llm_api_key.get_secret_value() == "own"


def test_what_is_set_to_nothing_is_not_set() -> None:
    assert Settings.from_environment({"CICERONE_DATABASE_URL": ""}).database_url is None


def test_a_wrong_value_is_named_by_where_it_stands(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CICERONE_TURN_DEADLINE"):
        Settings.from_environment({"CICERONE_TURN_DEADLINE": "soon"})
    with pytest.raises(SettingsError, match="--source-deadline"):
        Settings.from_environment({}, source_deadline=-1)
    file = tmp_path / "cicerone.toml"
    file.write_text("turn_deadline = 'soon'\n")
    with pytest.raises(SettingsError, match=r"cicerone\.toml, turn_deadline"):
        Settings.from_environment({}, tmp_path)
    file.write_text("turn_dedline = 3\n")
    with pytest.raises(SettingsError, match="turn_dedline"):
        Settings.from_environment({}, tmp_path)
    file.write_text("turn_deadline = \n")
    with pytest.raises(SettingsError, match=r"cicerone\.toml"):
        Settings.from_environment({}, tmp_path)


def test_what_the_model_is_used_for_can_be_set() -> None:
    assert Settings.from_environment({}).llm_roles == ("understand", "word")
    chosen = {"CICERONE_LLM_ROLES": "understand", "CICERONE_LLM_ROUTING": "always"}
    settings = Settings.from_environment(chosen)
    assert (settings.llm_roles, settings.llm_routing) == (("understand",), "always")
    with pytest.raises(SettingsError, match="CICERONE_LLM_ROLES"):
        Settings.from_environment({"CICERONE_LLM_ROLES": "rerank"})
    with pytest.raises(SettingsError, match="CICERONE_LLM_ROUTING"):
        Settings.from_environment({"CICERONE_LLM_ROUTING": "sometimes"})
