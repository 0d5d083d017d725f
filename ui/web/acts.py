"""What can be pressed on the page, and what it does. Names and data come from a browser: no trust."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from catalog.items import ItemNotFoundError
from ui.web.visit import View, Visit

log = logging.getLogger(__name__)

Act = Callable[[Visit, Mapping[str, str]], Awaitable[View]]

ACTS: dict[str, Act] = {
    "feedback": lambda visit, told: visit.judge(told["item"], told["kind"], told.get("catalog")),
    "forget": lambda visit, told: visit.forget(told["memory"]),
    "forget_all": lambda visit, told: visit.forget_everything(),
    "new": lambda visit, told: visit.begin(),
    "catalog": lambda visit, told: visit.begin(told["value"]),
    "open": lambda visit, told: visit.open(told["session"]),
    "delete": lambda visit, told: visit.delete(told["session"]),
    "name": lambda visit, told: visit.become(told.get("name", "")),
}


async def respond(visit: Visit, act: Any, data: Any) -> AsyncIterator[View]:
    """The new pieces of the page, as they come. An act that fails leaves the page as it is and says so."""
    told = {str(k): v for k, v in data.items() if isinstance(v, str)} if isinstance(data, Mapping) else {}
    if act == "say":
        async for view in visit.speak(told.get("text", ""), key=told.get("key") or None):
            yield view
        return
    if act not in ACTS:
        log.warning("a press that the page does not know: %.40r", act)
        return
    try:
        yield await ACTS[act](visit, told)
    except ItemNotFoundError:
        yield View(signal={"notice": "That item has left the catalog.", "wrong": True})
    except Exception:  # the last door before the user: said here, and in the log with its trace
        log.exception("%r on the page failed", act)
        yield View(signal={"notice": "That did not work. Please try again.", "wrong": True})
