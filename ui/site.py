"""One address, two apps: the API on its own paths, the chat page on all others."""

from __future__ import annotations

from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

API_PATHS = ("/v1", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics")

OPENING = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="refresh" content="1"><title>Cicerone</title><style>body{font:1.1rem system-ui,sans-serif;
display:grid;place-items:center;height:90vh;color-scheme:light dark}</style></head>
<body><p>Opening the chat…</p></body></html>"""


class Site:
    """Sends a request to the API or to the page. The page takes seconds to import, so it comes later:
    until then its paths answer 503 with a page that asks again."""

    def __init__(self, api: ASGIApp) -> None:
        self._api = api
        self._page: ASGIApp = HTMLResponse(OPENING, status_code=503, headers={"Retry-After": "1"})

    def open_page(self, page: ASGIApp) -> None:
        self._page = page

    def without_page(self) -> None:
        """There is no page: whoever comes is shown the API's documentation."""
        self._page = RedirectResponse("/docs")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        of_api = any(path == known or path.startswith(known + "/") for known in API_PATHS)
        await (self._api if of_api else self._page)(scope, receive, send)
