"""The command line as a whole: which commands there are, and how any run of them ends.

In: arguments. Out: an exit code: 0 clean, 1 findings, 2 wrong use or unreadable input or a defect of stslint, 130 ^C.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NamedTuple

import click

from stslint import __version__
from stslint.errors import UserError

ISSUES: Final = "https://github.com/stslint/stslint/issues"


class Entry(NamedTuple):
    """Where a command is, and the line `--help` shows for it without importing it."""

    module: str
    summary: str


COMMANDS: Final[dict[str, Entry]] = {
    "lint": Entry("stslint.cli.lint", "Say what a real cluster will refuse or suffer from."),
    "plan": Entry("stslint.cli.plan", "Say which Pods, claims and DNS names result, and what an update does."),
    "fix": Entry("stslint.cli.fix", "Apply the fixes of rules."),
    "explain": Entry("stslint.cli.explain", "Explain a rule, or a pasted API server error."),
    "rules": Entry("stslint.cli.rules", "List the rules."),
    "test": Entry("stslint.cli.test", "Run the examples of rule files."),
    "new": Entry("stslint.cli.new", "Write a StatefulSet with its headless Service."),
    "expose": Entry("stslint.cli.expose", "Write the missing Services of StatefulSets."),
    "convert": Entry("stslint.cli.convert", "Write Deployments as StatefulSets."),
    "schema": Entry("stslint.cli.schema", "Print a kind's JSON Schema, as strict as the API server."),
    "config": Entry("stslint.cli.config", "Show the configuration that is in force."),
}
"""Name → module; the module's `command` is the click command. Adding one takes one module and one line here."""


class Commands(click.Group):
    """A group that imports a command when it is called, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = import_module(entry.module).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from stslint.config import suggestion

            ctx.fail(f"no command is called {name}{suggestion(name, COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="stslint", message="%(prog)s %(version)s")
def stslint() -> None:
    """What a real Kubernetes cluster will say and do with your StatefulSets, before you apply them."""


def run(arguments: Sequence[str]) -> int:
    """Run a command; no exception gets out, and none is shown as a traceback unless asked for."""
    _end_tidily_on_sigterm()
    try:
        result = stslint.main(list(arguments), prog_name="stslint", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        return _complain(error.format_message(), _help_hint(error))
    except UserError as error:
        return _complain(str(error))
    except (KeyboardInterrupt, click.Abort):
        return 130
    except Exception as error:
        return _defect(error, arguments)
    return result if isinstance(result, int) else 0


def _end_tidily_on_sigterm() -> None:
    """SIGTERM ends a run as an exception does: workers are ended too, half-written files are taken away."""
    with contextlib.suppress(ValueError):  # not the main thread: its owner decides
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


def _help_hint(error: click.ClickException) -> str:
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return ""
    return f" (see {error.ctx.command_path} --help)"


def _complain(message: str, hint: str = "") -> int:
    from stslint.terminal import printable

    click.echo(f"stslint: {printable(message)}{hint}", err=True)
    return 2


def _defect(error: Exception, arguments: Sequence[str]) -> int:
    """A defect of stslint (or a full disk): one line, and the traceback for those who ask for it."""
    if isinstance(error, OSError):
        return _complain(f"{error.filename or 'output'}: {(error.strerror or str(error)).lower()}")
    if os.environ.get("STSLINT_DEBUG") or "--verbose" in arguments or "-v" in arguments:
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True)
    words = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    return _complain(f"a defect of stslint: {words}; please report it at {ISSUES} (traceback: STSLINT_DEBUG=1)")
