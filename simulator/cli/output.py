r"""Standard output and error as they are found: never a traceback, whatever their encoding and state.

A sign that the encoding of a console or a redirection lacks is written as an escape (`\u2265`) instead of ending the
run when everything is computed. Streams that are closed, full or gone end it with a status and one line.
"""

import codecs
import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator

import click

from simulator.errors import reason_of, wrong
from simulator.saying.speaker import said

_USER_MISTAKE = 2
_NOT_WRITTEN = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))


@contextlib.contextmanager
def safe_output() -> Iterator[None]:
    """Run a block that prints; what the streams cannot take ends it with status 2.

    A stream that was closed before the program began takes everything and keeps nothing: whoever closes one wants
    nothing from it, and the next file that is opened must not take its place.
    """
    _fill_closed()
    _make_encodings_safe()
    try:
        yield
    except OSError as error:
        if error.errno not in _NOT_WRITTEN or error.filename is not None:
            raise
        forget(sys.stdout)
        say_if_possible(said(wrong("notes.unwritable", reason=reason_of(error))))
        sys.exit(_USER_MISTAKE)
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                forget(stream)


def speak_utf8() -> None:
    """Write standard output in UTF-8 from here on, as programs that read JSON expect it, whatever the console.

    What even UTF-8 lacks (bytes of a file's name that are no text) becomes an escape that JSON knows.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")


def say_if_possible(text: str) -> None:
    """Say one line on standard error; where that is full or gone, the status must do."""
    with contextlib.suppress(OSError, ValueError):
        click.echo(text, err=True)


def forget(stream: object) -> None:
    """Send what is still buffered in a stream nowhere: nobody can be told, and the files are written by now."""
    with contextlib.suppress(OSError, ValueError, AttributeError), open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())  # type: ignore[attr-defined]


def _fill_closed() -> None:
    for number, (name, mode) in enumerate(_STREAMS):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _make_encodings_safe() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # ASCII stands for "nobody has said": click then writes UTF-8, and a text has one encoding throughout.
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if is_ascii else None, errors="backslashreplace")
