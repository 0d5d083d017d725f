"""`cicerone`: every command, its arguments and its help. What a command does is in `ui.commands`.

Nothing heavy is imported here, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="cicerone",
    help="A conversational recommender that you point at your own catalog.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
imports = typer.Typer(help="Turn a public data set into a catalog folder.", no_args_is_help=True)
memory = typer.Typer(
    help="What is remembered of a user: see it, take it along, erase it.", no_args_is_help=True
)
app.add_typer(imports, name="import")
app.add_typer(memory, name="memory")

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home", metavar="DIR", help="The folder that build fills and serve reads [default: .cicerone]"
    ),
]
JsonOption = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the figures here as well")
]
UserArgument = Annotated[str, typer.Argument(metavar="USER", help="The id that the user talks under")]


@app.command()
def build(
    catalog: Annotated[
        Path | None, typer.Argument(help="A catalog folder [default: the bundled demo]")
    ] = None,
    home: HomeOption = None,
    enrich: Annotated[
        bool, typer.Option("--enrich", help="Fill what is missing on items from what their texts say")
    ] = False,
    enrich_budget: Annotated[
        int,
        typer.Option(
            min=0, metavar="N", help="Texts that --enrich may send to a language model in this build"
        ),
    ] = 1_000,
) -> int:
    """Ingest a catalog folder into the home. A running serve takes the finished build over by itself."""
    from ui.commands.build import run

    return run(catalog, home=home, enrich_budget=enrich_budget if enrich else None)


@app.command()
def serve(
    home: HomeOption = None,
    host: Annotated[str, typer.Option(help="The address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one")] = 8000,
) -> int:
    """Serve the web chat at / and the API at /v1. Builds the demo first where the home is empty."""
    from ui.server import run

    return run(home=home, host=host, port=port)


@app.command()
def chat(
    home: HomeOption = None,
    user: Annotated[str, typer.Option(metavar="NAME", help="Who is talking: whose memory is used")] = "me",
    catalog: Annotated[str | None, typer.Option(metavar="NAME", help="The catalog to begin with")] = None,
) -> int:
    """Talk in the terminal."""
    from ui.commands.chat import run

    return run(home=home, user=user, catalog=catalog)


@app.command("eval")
def evaluate(
    suites: Annotated[
        list[str] | None, typer.Argument(help="Suite files or names [default: the bundled ones]")
    ] = None,
    home: HomeOption = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Evaluate this running server")] = None,
    json_file: JsonOption = None,
    html_file: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a report")] = None,
    generate: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Make N scenarios from a catalog folder in place of suites"),
    ] = None,
    catalog: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The catalog folder that --generate reads")
    ] = None,
    seed: Annotated[int, typer.Option(help="Other scenarios for --generate")] = 0,
) -> int:
    """Run scripted conversations; exits 1 when a scenario fails."""
    from ui.commands.evaluate import run, run_generated

    if generate is not None or catalog is not None:
        return run_generated(
            suites or [],
            generate,
            catalog,
            seed=seed,
            home=home,
            url=url,
            json_file=json_file,
            html_file=html_file,
        )
    return run(suites or [], home=home, url=url, json_file=json_file, html_file=html_file)


@app.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": True})
def bench(
    name: Annotated[
        str,
        typer.Argument(
            help="Which one: turn, understanding, collaborative, sequential, dialogues, cold, debias, explore"
        ),
    ],
    arguments: Annotated[list[str] | None, typer.Argument(help="What this bench takes")] = None,
    home: HomeOption = None,
    json_file: JsonOption = None,
) -> int:
    """Measure, repeatably. The last line printed is one JSON object with the figures."""
    from ui.commands.bench import run

    return run(name, arguments or [], home=home, json_file=json_file)


@app.command()
def schema(
    items: Annotated[
        Path, typer.Argument(metavar="ITEMS_FILE", help="A .jsonl, .json, .csv or .parquet file")
    ],
) -> int:
    """Write a first catalog.yaml from the data, on standard output."""
    from ui.commands.data import print_schema

    return print_schema(items)


@imports.command()
def movielens(
    source: Annotated[Path, typer.Argument(metavar="DIR", help="A folder with movies.csv, ratings.csv, …")],
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where the catalog folder goes")],
) -> int:
    """Import MovieLens, in the layout of ml-latest-small."""
    from ui.commands.data import run_movielens

    return run_movielens(source, out)


@memory.command()
def show(user: UserArgument, home: HomeOption = None) -> int:
    """List what is remembered of a user."""
    from ui.commands.memory import show_user

    return show_user(user, home=home)


@memory.command()
def export(user: UserArgument, home: HomeOption = None) -> int:
    """Print everything held about a user, as JSON."""
    from ui.commands.memory import export_user

    return export_user(user, home=home)


@memory.command()
def forget(
    user: UserArgument,
    home: HomeOption = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask")] = False,
) -> int:
    """Erase everything held about a user, from every store."""
    from ui.commands.memory import forget_user

    return forget_user(user, home=home, yes=yes)


@app.command()
def doctor(home: HomeOption = None) -> int:
    """Say what is configured, reachable, stale or missing."""
    from ui.commands.doctor import run

    return run(home=home)


def main(arguments: list[str] | None = None) -> None:
    """The program. Exit codes: 0 done, 1 could not, 2 asked wrongly, 70 a fault of ours, 130 interrupted."""
    from ui.failures import said_in_one_line

    with said_in_one_line():
        sys.exit(app(arguments, prog_name="cicerone", standalone_mode=False) or 0)


if __name__ == "__main__":
    main()
