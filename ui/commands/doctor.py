"""What is configured, reachable, stale or missing."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from catalog.home import Home
from tools.settings import CONFIG_FILE, MODEL_RERANKER, Settings
from ui.access import settings_for

FEW_BYTES = 500_000_000
SECONDS = 3.0
MARKS = {"ok": "✓", "note": "·", "fault": "✗"}


@dataclass(frozen=True)
class Finding:
    """`fault`: something does not work; `note`: worth knowing."""

    state: Literal["ok", "note", "fault"]
    about: str
    said: str


def run(*, home: Path | None) -> int:
    """Prints every finding as it is made; 1 where one is a fault."""
    settings = settings_for(home)
    faults = 0
    for finding in examine(settings):
        print(f"{MARKS[finding.state]} {finding.about:<16} {finding.said}", flush=True)
        faults += finding.state == "fault"
    return 1 if faults else 0


def examine(settings: Settings) -> Iterator[Finding]:
    home = Home(settings.home)
    yield from _program()
    yield from _home(home)
    yield from _catalogs(home)
    yield _database(settings.database_url or home.database_url, made=settings.database_url is None)
    yield _language_model(settings)
    yield _reranker(settings)
    yield _exploration(settings)
    if settings.chroma_url:
        yield _answers("vectors", settings.chroma_url, f"{settings.chroma_url.rstrip('/')}/api/v2/heartbeat")
    keys = len(settings.api_keys)
    yield (
        Finding("ok", "keys", f"{keys} set: /v1 asks for one")
        if keys
        else Finding("note", "keys", "none set (CICERONE_API_KEYS): whoever reaches the server may use it")
    )


def _program() -> Iterator[Finding]:
    yield Finding(
        "ok", "program", f"cicerone {metadata.version('cicerone')}, Python {platform.python_version()}"
    )
    from packaging.requirements import Requirement

    for line in metadata.requires("cicerone") or ():
        requirement = Requirement(line)
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            installed = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            yield Finding("fault", "packages", f"{requirement.name} is missing: make run installs it")
            continue
        if not requirement.specifier.contains(installed, prereleases=True):
            yield Finding(
                "fault", "packages", f"{requirement.name} is {installed}, needed is {requirement.specifier}"
            )


def _home(home: Home) -> Iterator[Finding]:
    place = home.path.resolve()
    if not place.exists():
        yield Finding("note", "home", f"{place} is not there yet: cicerone build makes it")
        return
    config = f", with a {CONFIG_FILE}" if (place / CONFIG_FILE).exists() else ""
    yield Finding("ok", "home", f"{place}{config}")
    free = shutil.disk_usage(place).free
    if free < FEW_BYTES:
        yield Finding("fault", "disk", f"only {free / 1e6:,.0f} MB are free beside the home")
    owner = home.owner()
    if owner is None:
        yield Finding("note", "server", "none is running on this home")
    elif owner.url:
        yield _answers("server", f"process {owner.pid} at {owner.url}", f"{owner.url}/readyz")
    else:
        yield Finding("note", "server", f"process {owner.pid} uses the home and does not serve")


def _catalogs(home: Home) -> Iterator[Finding]:
    from catalog.catalog import GenerationError, read_manifest
    from catalog.embedding import EmbedderError, open_embedder

    slugs = home.catalogs()
    if not slugs:
        yield Finding("note", "catalogs", "none is built: cicerone build")
        return
    try:
        embedder = open_embedder(home.embedder).fingerprint
        yield Finding("ok", "embedder", embedder)
    except EmbedderError as error:
        embedder = None
        yield Finding("fault", "embedder", f"{error}: cicerone build makes it again")
    for slug in slugs:
        generation = home.current(slug)
        if generation is None:
            continue
        try:
            manifest = read_manifest(generation)
        except GenerationError as error:
            yield Finding("fault", slug, str(error))
            continue
        counted = (
            f"{manifest.items:,} items, {manifest.interactions:,} interactions, {manifest.reviews:,} reviews"
        )
        yield Finding("ok", slug, f"{counted}; built {manifest.created_at.astimezone():%Y-%m-%d %H:%M}")
        if embedder and manifest.embedder != embedder:
            yield Finding("fault", slug, "its vectors are of another embedder: build it again")
        for line in manifest.report:
            yield Finding("note", slug, line)


def _database(url: str, *, made: bool) -> Finding:
    from sqlalchemy import create_engine, make_url
    from sqlalchemy.exc import SQLAlchemyError

    if made and not Path(make_url(url).database or "").exists():
        return Finding("note", "memory", "nothing is remembered yet")
    try:
        shown = make_url(url).render_as_string(hide_password=True)
        engine = create_engine(url)
        with engine.connect():
            pass
        engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        return Finding(
            "fault", "memory", f"the database cannot be reached: {' '.join(str(error).split())[:200]}"
        )
    return Finding("ok", "memory", shown)


def _language_model(settings: Settings) -> Finding:
    if not settings.language_model:
        return Finding("ok", "language", "the built-in engine (CICERONE_LLM_MODEL switches a model on)")
    import httpx

    base = (settings.llm_base_url or "https://api.openai.com/v1").rstrip("/")
    said = f"{settings.llm_model} at {_without_login(base)}"
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        answer = httpx.get(f"{base}/models", headers=headers, timeout=SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return Finding("fault", "language", f"{said} cannot be reached: {type(error).__name__}")
    if answer.status_code in (401, 403):
        return Finding("fault", "language", f"{said} does not take the key ({answer.status_code})")
    if answer.is_server_error:
        return Finding("fault", "language", f"{said} answers {answer.status_code} {answer.reason_phrase}")
    roles = " and ".join(settings.llm_roles)
    if answer.is_success and f'"{settings.llm_model}"' not in answer.text:
        return Finding("note", "language", f"{said} answers, and does not list that model ({roles})")
    return Finding("ok", "language", f"{said} answers ({roles}, {settings.llm_routing})")


def _reranker(settings: Settings) -> Finding:
    if not settings.reranker:
        return Finding("ok", "reranker", "none (CICERONE_RERANKER: model, or a cross-encoder's name or path)")
    if settings.reranker != MODEL_RERANKER:
        said = f"the cross-encoder {settings.reranker}"
        if Path(settings.reranker).is_dir():
            return Finding("ok", "reranker", said)
        return Finding("note", "reranker", f"{said}: no folder, so it is fetched by that name")
    if not settings.language_model:
        return Finding("fault", "reranker", "it is to be the language model, and none is switched on")
    return Finding("ok", "reranker", f"the language model {settings.llm_model}")


def _exploration(settings: Settings) -> Finding:
    if not settings.exploration:
        return Finding("ok", "exploration", "off (CICERONE_EXPLORATION=1 leaves the last place to chance)")
    return Finding("ok", "exploration", "on: the last place of a slate is drawn, and logged with its chance")


def _without_login(url: str) -> str:
    """A URL without the name and password that it may hold."""
    scheme, mark, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    return f"{scheme}{mark}{place.rpartition('@')[2]}{slash}{path}"


def _answers(about: str, said: str, url: str) -> Finding:
    """Whether `url` answers without an error."""
    import httpx

    try:
        answer = httpx.get(url, timeout=SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Finding("fault", about, f"{said} cannot be reached: {error or type(error).__name__}")
    if answer.is_error:
        return Finding("fault", about, f"{said} answers {answer.status_code} {answer.reason_phrase}")
    return Finding("ok", about, f"{said} answers")
