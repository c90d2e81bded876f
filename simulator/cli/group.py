"""Exit codes: what a command's end tells the caller, whatever went wrong.

0 fine    1 our defect (traceback)    2 the user's mistake    3 a threshold missed    130 interrupted
"""

import contextlib
import os
import sys
from typing import Any

import click

from simulator.cli.notices import told_plainly
from simulator.errors import NoAnswerError, ScenarioError, ShardError

DEFECT = 1
USER_MISTAKE = 2
THRESHOLD_MISSED = 3
INTERRUPTED = 130


class SafeGroup(click.Group):
    """A group of commands whose mistakes and interruptions end in a message instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; anything else that is raised is our defect and keeps its traceback."""
        try:
            with told_plainly():
                result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except (ScenarioError, NoAnswerError) as error:
            click.echo(str(error), err=True)
            ctx.exit(USER_MISTAKE)
        except ShardError as error:
            click.echo(str(error), err=True)
            ctx.exit(DEFECT)
        except (KeyboardInterrupt, click.Abort):
            click.echo("interrupted; nothing half-written is left", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _forget_stdout()
            ctx.exit(0)


def _forget_stdout() -> None:
    """Send what is still buffered nowhere: the reader has gone, and the files are written by now."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.suppress(OSError, ValueError):
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
