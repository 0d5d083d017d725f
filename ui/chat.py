"""The web chat: the frame of the page, and the one wire between its script and the visit.

The only door to gradio. The page is HTML built from data (`ui.web`); its script (`static/chat.js`) turns
every press into one event here, and the answer is new pieces of the page.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import AsyncIterator, Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ui.web.acts import respond
from ui.web.frame import BRAND, COMPOSER, HEAD, MEMORY_HEAD, RAIL_HEAD
from ui.web.here import Here
from ui.web.talk import Said
from ui.web.visit import View, Visit

if TYPE_CHECKING:
    import gradio

    from agent.agent import Agent
    from tools.settings import Settings

STORAGE_KEY = "cicerone"
# Gradio scrambles what it keeps in the browser; a fixed word lets it be read after a restart. No secret.
STORAGE_WORD = "cicerone-browser"

# A wire carries presses to the server, and what it signals back is heard by the page's script.
LISTEN = "window.cicerone.connect('NAME', (press) => trigger('select', press))"
HEAR = "watch('value', () => window.cicerone.hear('NAME', props.value))"
WIRES = ("main", "feedback")


def build_page(agent: Agent, settings: Settings) -> gradio.Blocks:
    """The page, to be mounted with `page_options()`. It holds no state: many visitors share it."""
    import gradio as gr

    page: gradio.Blocks = gr.Blocks(title="Cicerone", analytics_enabled=False, fill_width=True)
    with page:
        kept = gr.BrowserState(None, storage_key=STORAGE_KEY, secret=STORAGE_WORD)
        wires = {name: _hidden(LISTEN.replace("NAME", name)) for name in WIRES}
        signals = {name: _hidden(HEAR.replace("NAME", name)) for name in WIRES}
        with gr.Row(elem_id="ci-frame", equal_height=False):
            with gr.Column(elem_id="ci-rail", elem_classes="ci-drawer", min_width=0):
                gr.HTML(RAIL_HEAD, js_on_load=None)
                history = gr.HTML("", js_on_load=None, elem_id="ci-history")
                visitor = gr.HTML("", js_on_load=None)
            with gr.Column(elem_id="ci-main", min_width=0):
                with gr.Row(elem_id="ci-top", equal_height=False):
                    gr.HTML(BRAND, js_on_load=None)
                    catalogs = gr.HTML("", js_on_load=None)
                opening = gr.HTML("", js_on_load=None, elem_id="ci-opening")
                talk = gr.Chatbot(
                    [],
                    elem_id="ci-talk",
                    show_label=False,
                    container=False,
                    buttons=[],
                    height=None,
                    layout="panel",
                    autoscroll=False,
                    latex_delimiters=[],
                    group_consecutive_messages=False,
                    feedback_options=None,
                    allow_tags=False,
                )
                understood = gr.HTML("", js_on_load=None, elem_id="ci-understood")
                gr.HTML(COMPOSER, js_on_load=None, elem_id="ci-composer")
            with gr.Column(elem_id="ci-aside", elem_classes="ci-drawer", min_width=0):
                gr.HTML(MEMORY_HEAD, js_on_load=None)
                memory = gr.HTML("", js_on_load=None, elem_id="ci-memory")

        pieces = {
            "opening": opening,
            "understood": understood,
            "memory": memory,
            "history": history,
            "catalogs": catalogs,
            "visitor": visitor,
        }

        def render(view: View) -> dict[Any, Any]:
            changed: dict[Any, Any] = {
                piece: getattr(view, name)
                for name, piece in pieces.items()
                if getattr(view, name) is not None
            }
            if view.here is not None:
                changed[kept] = view.here.to_browser()
            if view.talk is not None:
                changed[talk] = [_message(said) for said in view.talk]
            return changed

        async def arrive(browser: Any) -> dict[Any, Any]:
            view = await Visit(agent, Here.from_browser(browser)).arrive()
            return {**render(view), signals["main"]: json.dumps({"id": secrets.token_hex(4), "ready": True})}

        def answer_on(signal: gr.HTML) -> Callable[..., AsyncIterator[dict[Any, Any]]]:
            async def press(pressed: gr.EventData, browser: Any) -> AsyncIterator[dict[Any, Any]]:
                visit = Visit(agent, Here.from_browser(browser))
                told: dict[str, Any] = {"id": pressed.id}
                async for view in respond(visit, pressed.act, pressed.data):
                    told |= view.signal
                    yield {**render(view), signal: json.dumps(told)}
                yield {signal: json.dumps({**told, "done": True})}

            # Gradio passes event data by this annotation, and cannot see an import inside a function.
            press.__annotations__["pressed"] = gr.EventData
            return press

        outputs = [kept, talk, *pieces.values()]
        # Private: these are the page's own wires, the API has its own doors.
        quiet: dict[str, Any] = {
            "show_progress": "hidden",
            "concurrency_limit": None,
            "api_visibility": "private",
        }
        page.load(arrive, inputs=[kept], outputs=[*outputs, signals["main"]], **quiet)
        for name, wire in wires.items():
            wire.select(
                answer_on(signals[name]),
                inputs=[kept],
                outputs=[*outputs, signals[name]],
                trigger_mode="multiple",
                **quiet,
            )
    return page


def page_options() -> dict[str, Any]:
    """What `gradio.mount_gradio_app` needs for the page beside the page itself.

    System fonts only, no script or style from elsewhere, and no record of runs in the browser.
    """
    import gradio as gr

    static = files("ui") / "static"
    fonts = ["system-ui", "sans-serif"]
    return {
        "ssr_mode": False,
        "theme": gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        "css": (static / "chat.css").read_text(encoding="utf-8"),
        "head": HEAD + "<script>" + (static / "chat.js").read_text(encoding="utf-8") + "</script>",
        "footer_links": [],
        "run_history": False,
        "show_error": False,
    }


def _message(said: Said) -> dict[str, Any]:
    """As the chatbot takes it: markdown, then HTML as a component of its own."""
    import gradio as gr

    content: list[Any] = [said.markdown] if said.markdown else []
    if said.html:
        content.append(gr.HTML(said.html, js_on_load=None))
    return {"role": said.role, "content": content or [""]}


def _hidden(script: str) -> gradio.HTML:
    """Hidden, and never showing its value: it is there for its script."""
    import gradio as gr

    return gr.HTML("", html_template="", visible="hidden", js_on_load=script)
