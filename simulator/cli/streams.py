r"""Standard output and error as they are found: a console or a redirection with an encoding of its own.

Made safe once, before anything is said: a sign that the encoding lacks is written as an escape (`\u2265`) instead of
ending the run when everything is computed.
"""

import codecs
import io
import sys


def make_streams_safe() -> None:
    """Let no sign that the encoding lacks end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # ASCII stands for "nobody has said": click then writes UTF-8, and a text has one encoding throughout.
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if is_ascii else None, errors="backslashreplace")


def speak_utf8() -> None:
    """Write standard output in UTF-8 from here on, as programs that read JSON expect it, whatever the console.

    What even UTF-8 lacks (bytes of a file's name that are no text) becomes an escape that JSON knows.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
