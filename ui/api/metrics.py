"""Prometheus metrics: requests by route and turns by what became of them."""

from __future__ import annotations

from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.answer import Answer

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One registry an app, so that two apps in one process do not share figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "cicerone_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self._request_seconds = Histogram(
            "cicerone_request_seconds",
            "From the first byte asked to the last byte sent",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self.in_flight = Gauge(
            "cicerone_requests_in_flight", "Requests being answered", registry=self.registry
        )
        self._turns = Counter(
            "cicerone_turns",
            "Turns answered",
            ("catalog", "intent", "engine", "degraded"),
            registry=self.registry,
        )
        self._turn_seconds = Histogram(
            "cicerone_turn_seconds",
            "Time of each step of a turn",
            ("step",),
            buckets=SECONDS,
            registry=self.registry,
        )

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def count_turn(self, answer: Answer) -> None:
        engine = answer.engine
        degraded = "yes" if engine.degraded else "no"
        self._turns.labels(answer.catalog, answer.intent, engine.language, degraded).inc()
        for step, milliseconds in answer.timings_ms.items():
            self._turn_seconds.labels(step).observe(milliseconds / 1_000)

    def exposition(self) -> tuple[bytes, str]:
        return generate_latest(self.registry), CONTENT_TYPE_LATEST


class Measured:
    """Counts and times each request under the template of its route, never under a caller's own path."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = perf_counter()
        status = 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with self.metrics.in_flight.track_inprogress():
            try:
                await self.app(scope, receive, noted)
            finally:
                self.metrics.count_request(scope["method"], _template(scope), status, perf_counter() - began)


def _template(scope: Scope) -> str:
    """`/v1/items/{item_id:path}`; the route itself does not know the prefix that it was included under."""
    route = getattr(scope.get("route"), "path", None)
    if route is None:
        return "unmatched"
    return f"/v1{route}" if scope["path"].startswith("/v1/") and not route.startswith("/v1/") else str(route)
