from __future__ import annotations

import httpx
import pytest
from starlette.responses import PlainTextResponse

from ui.site import Site


def client(site: Site) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=site), base_url="http://site")


@pytest.fixture
def site() -> Site:
    return Site(PlainTextResponse("api"))


@pytest.mark.parametrize(
    "path", ["/v1/chat", "/v1", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics"]
)
async def test_the_api_keeps_its_paths_beside_the_page(site: Site, path: str) -> None:
    site.open_page(PlainTextResponse("page"))
    async with client(site) as http:
        assert (await http.get(path)).text == "api"


@pytest.mark.parametrize("path", ["/", "/config", "/v10", "/docs-of-mine", "/assets/x.js"])
async def test_all_other_paths_are_the_page(site: Site, path: str) -> None:
    site.open_page(PlainTextResponse("page"))
    async with client(site) as http:
        assert (await http.get(path)).text == "page"


async def test_while_the_page_opens_its_visitors_are_asked_to_come_again(site: Site) -> None:
    async with client(site) as http:
        answer = await http.get("/")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert "refresh" in answer.text


async def test_without_a_page_visitors_are_shown_the_documentation(site: Site) -> None:
    site.without_page()
    async with client(site) as http:
        answer = await http.get("/")
    assert answer.headers["location"] == "/docs"
