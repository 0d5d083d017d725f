from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from fastapi.responses import StreamingResponse

from catalog.items import ItemNotFoundError
from ui.api.sse import event, event_stream


async def text_of(response: StreamingResponse) -> str:
    return "".join([bytes(chunk).decode() async for chunk in response.body_iterator])  # type: ignore[arg-type]


async def test_frames_arrive_in_order_and_in_the_format_of_the_standard() -> None:
    async def frames() -> AsyncIterator[bytes]:
        yield event("token", '{"text":"a"}')
        yield event(None, "[DONE]")

    assert (
        await text_of(await event_stream(frames())) == 'event: token\ndata: {"text":"a"}\n\ndata: [DONE]\n\n'
    )


async def test_a_silent_stream_is_kept_alive() -> None:
    async def frames() -> AsyncIterator[bytes]:
        yield event("token", "1")
        await asyncio.sleep(0.2)
        yield event("done", "2")

    said = await text_of(await event_stream(frames(), keep_alive=0.05))
    assert ": ping\n\n" in said
    assert said.endswith("event: done\ndata: 2\n\n")


async def test_an_error_before_the_first_frame_is_raised_so_that_it_can_be_a_status() -> None:
    async def frames() -> AsyncIterator[bytes]:
        raise ItemNotFoundError("x")
        yield b""

    with pytest.raises(ItemNotFoundError):
        await event_stream(frames())


async def test_an_error_after_the_first_frame_is_an_error_event() -> None:
    async def frames() -> AsyncIterator[bytes]:
        yield event("token", "1")
        raise ItemNotFoundError("x")

    said = await text_of(await event_stream(frames()))
    assert "event: error\n" in said
    assert '"status":404' in said


async def test_a_turn_runs_to_its_end_where_the_caller_goes_away() -> None:
    ended = asyncio.Event()

    async def frames() -> AsyncIterator[bytes]:
        yield event("token", "1")
        await asyncio.sleep(0.05)
        ended.set()

    response = await event_stream(frames())
    await response.body_iterator.__anext__()  # type: ignore[union-attr]
    await response.body_iterator.aclose()  # type: ignore[union-attr]
    await asyncio.wait_for(ended.wait(), 2)
