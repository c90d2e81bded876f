"""Exit codes: what a command's end tells the caller, whatever went wrong.

0 fine    1 our defect (traceback)    2 the user's mistake    3 a threshold missed    130 interrupted
143 ended by SIGTERM, with the same cleaning up
"""

import contextlib
import os
import sys
from typing import Any, NoReturn

import click

from simulator.cli.ending import status_of, termination_as_interruption
from simulator.cli.streams import make_streams_safe
from simulator.errors import NoAnswerError, ScenarioError, ShardError

DEFECT = 1
USER_MISTAKE = 2
THRESHOLD_MISSED = 3


class SafeGroup(click.Group):
    """A group of commands whose mistakes and interruptions end in a message instead of a traceback."""

    def main(self, *words: Any, **options: Any) -> Any:
        """Make the streams safe and SIGTERM an interruption, then read the words and run the command."""
        make_streams_safe()
        with termination_as_interruption():
            return super().main(*words, **options)

    def make_context(self, *words: Any, **options: Any) -> click.Context:
        """Read the words; an interruption meanwhile ends as one of the command does."""
        try:
            return super().make_context(*words, **options)
        except KeyboardInterrupt as error:
            _end_stopped(error)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; anything else that is raised is our defect and keeps its traceback."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except (ScenarioError, NoAnswerError) as error:
            click.echo(str(error), err=True)
            ctx.exit(USER_MISTAKE)
        except ShardError as error:
            click.echo(str(error), err=True)
            ctx.exit(DEFECT)
        except (KeyboardInterrupt, click.Abort) as error:
            _end_stopped(error)
        except EOFError as error:
            # It would be taken for the end of the user's input, and end with the one word "Aborted!".
            raise RuntimeError("a file ended too early") from error
        except BrokenPipeError:
            _forget_stdout()
            ctx.exit(0)


def _end_stopped(error: BaseException) -> NoReturn:
    click.echo("interrupted; nothing half-written is left", err=True)
    sys.exit(status_of(error))


def _forget_stdout() -> None:
    """Send what is still buffered nowhere: the reader has gone, and the files are written by now."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.suppress(OSError, ValueError):
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
