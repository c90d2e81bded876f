"""Exit codes: what a command's end tells the caller, whatever went wrong.

0 fine    1 our defect (traceback)    2 the user's mistake    3 a threshold missed    130 interrupted
143 ended by SIGTERM, with the same cleaning up
"""

import sys
from typing import Any, NoReturn

import click

from simulator.cli.ending import status_of, termination_as_interruption
from simulator.cli.notices import told_plainly
from simulator.cli.output import forget, safe_output, say_if_possible
from simulator.cli.spoken import SpokenGroup, in_language_of
from simulator.errors import NoAnswerError, ScenarioError, ShardError, wrong
from simulator.saying.speaker import said
from simulator.values import NOTHING

DEFECT = 1
USER_MISTAKE = 2
THRESHOLD_MISSED = 3


class SafeGroup(SpokenGroup):
    """A group of commands whose mistakes and interruptions end in a message instead of a traceback."""

    def main(self, *words: Any, **options: Any) -> Any:
        """Read the words and run the command, with streams that may be closed or full, and SIGTERM like Ctrl-C."""
        given = words[0] if words and words[0] is not None else options.get("args") or sys.argv[1:]
        with safe_output(), termination_as_interruption(), in_language_of([str(word) for word in given]):
            return super().main(*words, **options)

    def make_context(self, *words: Any, **options: Any) -> click.Context:
        """Read the words; an interruption meanwhile ends as one of the command does."""
        try:
            return super().make_context(*words, **options)
        except KeyboardInterrupt as error:
            _end_stopped(error)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words, which must be text: a name in other bytes could not be written down with the run."""
        for word in args:
            if not _is_text(word):
                plain = word.encode("ascii", "backslashreplace").decode()
                # Python takes UTF-8 in every locale that knows no better, unless it was told not to.
                encoding = sys.getfilesystemencoding()
                way_out = NOTHING if encoding == "utf-8" else wrong("faults.options.set", setting="PYTHONUTF8=1")
                what = wrong("faults.options.not_text", word=plain, encoding=encoding.upper(), way_out=way_out)
                raise click.UsageError(said(what))
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; anything else that is raised is our defect and keeps its traceback."""
        try:
            with told_plainly():
                result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except (ScenarioError, NoAnswerError) as error:
            say_if_possible(str(error))
            ctx.exit(USER_MISTAKE)
        except ShardError as error:
            say_if_possible(str(error))
            ctx.exit(DEFECT)
        except (KeyboardInterrupt, click.Abort) as error:
            _end_stopped(error)
        except EOFError as error:
            # It would be taken for the end of the user's input, and end with the one word "Aborted!".
            raise RuntimeError("a file ended too early") from error
        except BrokenPipeError:
            # The reader has gone, and the files are written by now.
            forget(sys.stdout)
            ctx.exit(0)


def _end_stopped(error: BaseException) -> NoReturn:
    say_if_possible(said(wrong("notes.interrupted")))
    sys.exit(status_of(error))


def _is_text(word: str) -> bool:
    """Return whether a word is text: bytes of the command line that are not come as halves of characters."""
    return not any("\ud800" <= letter <= "\udfff" for letter in word)
