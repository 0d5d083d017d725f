"""`cicerone serve`: owns a home and opens its doors."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from catalog.home import Home
from ui.access import settings_for
from ui.failures import UserError
from ui.site import Site

if TYPE_CHECKING:
    from agent.agent import Agent
    from tools.settings import Settings

log = logging.getLogger(__name__)

ADOPT_EVERY_SECONDS = 1.0
GRACE_SECONDS = 3


def run(*, home: Path | None, host: str, port: int) -> int:
    settings = settings_for(home)
    place = Home(settings.home)
    with _bound(host, port) as sock:
        url = _address(sock)
        with place.own(url=url):
            if not place.catalogs():
                _build_demo(settings.home)
            asyncio.run(_serve(place, settings, sock, url))
    return 0


async def _serve(home: Home, settings: Settings, sock: socket.socket, url: str) -> None:
    from agent.agent import Agent
    from ui.api import create_app

    print("Opening the catalogs…", flush=True)
    agent = await Agent.open(home, settings)
    site = Site(create_app(agent, settings))
    server = _Server(
        uvicorn.Config(
            site,
            log_level="warning",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(stop, server.handle_exit, stop, None)
    try:
        async with _background(_adopt_builds(agent)), _background(_open_page(site, agent, settings, url)):
            await server.serve(sockets=[sock])
    finally:
        await agent.close()


class _Server(uvicorn.Server):
    """Leaves the signals to us: uvicorn would raise them again once it has stopped, and end the process
    before the home is closed."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def _background(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Runs `work` beside the body and ends it with the body. What fails in it is logged when it fails."""
    task = asyncio.create_task(work)
    task.add_done_callback(_log_failure)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("serving goes on without a part that failed", exc_info=error)


async def _adopt_builds(agent: Agent) -> None:
    """Takes finished builds over, for as long as the server runs."""
    while True:
        await asyncio.sleep(ADOPT_EVERY_SECONDS)
        for slug in await agent.adopt():
            print(f"A new build of {slug} is in use.", flush=True)


async def _open_page(site: Site, agent: Agent, settings: Settings, url: str) -> None:
    """Opens the chat page and says where it is. Its imports take seconds, in a thread of their own."""
    if find_spec("ui.chat") is None:
        site.without_page()
        _say_where(agent, url, page=False)
        await asyncio.Event().wait()
    from ui.page import page_app

    page = await asyncio.to_thread(page_app, agent, settings)
    async with page.router.lifespan_context(page):
        site.open_page(page)
        _say_where(agent, url, page=True)
        await asyncio.Event().wait()


def _say_where(agent: Agent, url: str, *, page: bool) -> None:
    held = ", ".join(f"{info.name} ({info.items:,} {info.noun['plural']})" for info in agent.catalogs())
    print(f"Cicerone serves {held}.")
    if page:
        print(f"  Web chat  {url}")
    print(f"  API       {url}/v1, documented at {url}/docs")
    print("  Ctrl+C stops it.", flush=True)


def _build_demo(home: Path) -> None:
    """In a process of its own, so that what only a build needs does not stay in memory."""
    print("The home is empty: building the demo first.", flush=True)
    done = subprocess.run([sys.executable, "-m", "ui.cli", "build", "--home", str(home)], check=False)
    if done.returncode:
        raise UserError("the demo could not be built; see above")


def _bound(host: str, port: int) -> socket.socket:
    """The socket, taken before anything slow happens; it listens once the server runs."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        why = (error.strerror or str(error)).lower()
        raise UserError(f"cannot listen on {host} port {port}: {why}; --port takes another") from error
    return sock


def _address(sock: socket.socket) -> str:
    """Where a browser on this machine finds the server."""
    host, port = sock.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
