"""Server-sent events: frames, keep-alive, and errors inside a stream that has begun."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable

from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from ui.api.problems import Problem, as_problem

log = logging.getLogger(__name__)

KEEP_ALIVE_SECONDS = 15.0
"""Proxies cut connections that say nothing; 15 s is what the HTML standard suggests."""

HEAD_START_SECONDS = 1.0
"""How long the status line waits for the first frame, so that an early error can still be a status."""

Frames = asyncio.Queue[bytes | Exception | None]

_running: set[asyncio.Task[None]] = set()


def event(name: str | None, data: str) -> bytes:
    """One frame; `data` is JSON already."""
    return format_sse_event(event=name, data_str=data)


def problem_event(problem: Problem) -> bytes:
    return event("error", problem.model_dump_json(exclude_none=True))


async def event_stream(
    frames: AsyncIterator[bytes],
    *,
    say_problem: Callable[[Problem], bytes] = problem_event,
    keep_alive: float = KEEP_ALIVE_SECONDS,
) -> StreamingResponse:
    """Stream `frames`, which run to their end even where the caller goes away: the turn was admitted.

    Raises what `frames` raises before its first frame. A later error is said by `say_problem` and
    ends the stream.
    """
    queue: Frames = asyncio.Queue()
    producer = asyncio.create_task(_produce(frames, queue))
    _running.add(producer)
    producer.add_done_callback(_running.discard)
    first = await _next(queue, HEAD_START_SECONDS)
    if isinstance(first, Exception):
        raise first
    return StreamingResponse(
        _drain(first, queue, say_problem, keep_alive),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


async def _produce(frames: AsyncIterator[bytes], queue: Frames) -> None:
    try:
        async for frame in frames:
            queue.put_nowait(frame)
    except Exception as error:
        queue.put_nowait(error)
    else:
        queue.put_nowait(None)


async def _drain(
    frame: bytes | Exception | None, queue: Frames, say_problem: Callable[[Problem], bytes], keep_alive: float
) -> AsyncIterator[bytes]:
    while isinstance(frame, bytes):
        yield frame
        frame = await _next(queue, keep_alive)
    if frame is not None:
        problem = as_problem(frame)
        if problem.status >= 500:
            log.error("a stream failed", exc_info=frame)
        yield say_problem(problem)


async def _next(queue: Frames, seconds: float) -> bytes | Exception | None:
    """The next frame, or a comment that keeps the connection alive where none comes in time."""
    try:
        return await asyncio.wait_for(queue.get(), seconds)
    except TimeoutError:
        return KEEPALIVE_COMMENT
