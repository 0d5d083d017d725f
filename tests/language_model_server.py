"""A server that speaks chat completions over real HTTP, and can be told to misbehave in every way we know."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = dict[str, Any]
Behaviour = Callable[["Exchange"], None]


class Exchange(BaseHTTPRequestHandler):
    """One request; a behaviour writes what it likes."""

    protocol_version = "HTTP/1.1"
    server: _Threads
    request_body: Request

    def do_GET(self) -> None:
        self.server.owner.keys.append(self.headers.get("authorization", ""))
        self.send(200, json.dumps({"object": "list", "data": []}).encode())

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        self.request_body = json.loads(self.rfile.read(length))
        owner = self.server.owner
        owner.keys.append(self.headers.get("authorization", ""))
        owner.requests.append(self.request_body)
        try:
            owner.behaviour_for(self.request_body)(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def begin(self, kind: str = "application/json") -> None:
        """A body of unknown length, that ends with the connection."""
        self.send_response(200)
        self.send_header("content-type", kind)
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True

    def event(self, delta: dict[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"id": "c", "object": "chat.completion.chunk", "model": "m", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    @property
    def stopped(self) -> threading.Event:
        return self.server.owner.stopped

    def log_message(self, *args: Any) -> None:
        """Quiet."""


class _Threads(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    owner: ModelServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no news here."""


class ModelServer:
    """`script` holds what is done request after request; the last of it goes on for ever.

    `understands` and `words` take the place of the script for one role where they are set: a request with a
    response format, or with a schema in its words, is one for understanding; one that streams is for wording.
    `by_schema` goes before both, for requests that name their schema.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.keys: list[str] = []
        self.script: list[Behaviour] = []
        self.understands: Behaviour | None = None
        self.words: Behaviour | None = None
        self.by_schema: dict[str, Behaviour] = {}
        self.stopped = threading.Event()
        self._http = _Threads(("127.0.0.1", 0), Exchange)
        self._http.owner = self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def behaviour_for(self, request: Request) -> Behaviour:
        named = request.get("response_format", {}).get("json_schema", {}).get("name")
        if named in self.by_schema:
            return self.by_schema[named]
        chosen = self.words if request.get("stream") else self.understands
        if chosen is not None:
            return chosen
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    @contextmanager
    def running(self) -> Iterator[ModelServer]:
        thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.stopped.set()
            self._http.shutdown()
            self._http.server_close()
            thread.join()


def completion(message: dict[str, Any], finish: str | None = "stop") -> dict[str, Any]:
    return {
        "id": "c",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    }


def says(text: str | dict[str, Any] | Callable[[Request], Any], *, finish: str = "stop") -> Behaviour:
    """Answers with a text, as a whole or in pieces; what is no text is sent as JSON."""

    def behave(exchange: Exchange) -> None:
        said = text(exchange.request_body) if callable(text) else text
        content = said if isinstance(said, str) else json.dumps(said)
        if not exchange.request_body.get("stream"):
            exchange.send(200, json.dumps(completion({"content": content}, finish)).encode())
            return
        exchange.begin("text/event-stream")
        for start in range(0, len(content), 7):
            exchange.event({"content": content[start : start + 7]})
        exchange.event({}, finish)
        usage = {"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 7}}
        exchange.wfile.write(f"data: {json.dumps(usage)}\n\ndata: [DONE]\n\n".encode())

    return behave


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One after the other; the last goes on."""
    left = list(behaviours)
    return lambda exchange: (left.pop(0) if len(left) > 1 else left[0])(exchange)


def fails(status: int, message: str = "no", **headers: str) -> Behaviour:
    body = json.dumps({"error": {"message": message, "type": "invalid_request_error"}}).encode()
    return lambda exchange: exchange.send(status, body, **headers)


def sends(body: bytes, kind: str = "application/json") -> Behaviour:
    return lambda exchange: exchange.send(200, body, kind)


def refuses(exchange: Exchange) -> None:
    if exchange.request_body.get("stream"):
        exchange.begin("text/event-stream")
        exchange.event({"refusal": "I can't help with that."}, "stop")
    else:
        message = {"content": None, "refusal": "I can't help with that."}
        exchange.send(200, json.dumps(completion(message)).encode())


def stalls(exchange: Exchange) -> None:
    """Takes the request and says nothing."""
    exchange.stopped.wait()
    exchange.close_connection = True


def hangs_up(exchange: Exchange) -> None:
    exchange.close_connection = True
    exchange.connection.close()


def trickles(exchange: Exchange) -> None:
    """Never falls silent and never ends."""
    streaming = exchange.request_body.get("stream")
    exchange.begin("text/event-stream" if streaming else "application/json")
    while not exchange.stopped.wait(0.02):
        if streaming:
            exchange.event({"content": "and "})
        else:
            exchange.wfile.write(b" ")
            exchange.wfile.flush()


def floods(exchange: Exchange) -> None:
    """More than anybody asked for, as fast as it goes."""
    streaming = exchange.request_body.get("stream")
    exchange.begin("text/event-stream" if streaming else "application/json")
    exchange.wfile.write(b"data: " if streaming else b'{"choices": "')
    while not exchange.stopped.is_set():
        exchange.wfile.write(b"x" * 65_536)


def cuts(text: str) -> Behaviour:
    """Streams the text and goes away without an end; a whole answer stops in the middle."""

    def behave(exchange: Exchange) -> None:
        if exchange.request_body.get("stream"):
            exchange.begin("text/event-stream")
            exchange.event({"content": text})
            return
        body = json.dumps(completion({"content": text})).encode()
        exchange.send_response(200)
        exchange.send_header("content-type", "application/json")
        exchange.send_header("content-length", str(len(body)))
        exchange.end_headers()
        exchange.wfile.write(body[: len(body) // 2])
        exchange.wfile.flush()
        exchange.close_connection = True

    return behave
