"""Commands that the program shows: found in a text, and held against the program's own options and the disk."""

import html
import re
import shlex
from pathlib import Path

import click

from simulator.cli import main

_CALL = re.compile(
    r"(?:python run\.py|python -m simulator|\bsimulator) "
    rf"(?=(?:{'|'.join(main.commands)})\b)"
    r"""((?:[^\n`<" ]|"[^"\n]*"| (?!  ))+)"""  # up to a remark, or to the quotation mark that ends a text of JSON
)
_IS_PLACE = re.compile(r"\.(?:toml|csv|xlsx|parquet)$|^outputs/|^/")
_NEW = ("--out", "--shards")
"""Options whose place need not be there yet."""


def commands_in(text):
    """Return the words of each command shown in a text or a page, without what calls the program."""
    return [shlex.split(found) for found in _CALL.findall(html.unescape(text))]


def check(words):
    """Fail unless the program takes these words, and every file or folder among them is there."""
    command, rest = main, list(words)
    while isinstance(command, click.Group):
        command = command.commands[rest.pop(0)]
    with command.make_context(command.name, list(rest)):
        pass
    old = [word for before, word in zip(["", *rest], rest, strict=False) if before not in _NEW]
    lost = [word for word in old if _IS_PLACE.search(word) and not Path(word).exists()]
    assert not lost, (words, lost)
