"""On which line of a TOML text each key stands; the standard reader does not tell.

The text must already have been read by `tomllib`: this scanner finds keys and skips values, and checks nothing.
"""

import re
import tomllib

from simulator.scenario.keys import Path

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY_PART = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_VALUE = re.compile(
    r'"""(?:[^"\\]++|\\[\s\S]|"(?!""))*+"{3,5}'
    r"|'''(?:[^']++|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]++|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|[^\[\]{},#\n]++"
)


def lines_of_keys(text: str) -> dict[Path, int]:
    """Return the line (from 1) of every key, table and list item of a valid TOML text.

    A path names tables and keys by text and list items by index. A table that is opened twice keeps its first line.
    """
    return _Scanner(text).scan()


class _Scanner:
    """Walks once over the text; `position` and `line` only move forward."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.line = 1
        self.lines: dict[Path, int] = {}
        self.list_lengths: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_BLANK)
        while self.position < len(self.text):
            if self._is_next("["):
                table = self._header()
            else:
                self._key_and_value(table)
            self._skip(_BLANK)
        return self.lines

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.position)
        found = match[0] if match else self.text[self.position : self.position + 1]
        self.line += found.count("\n")
        self.position += len(found)
        return found

    def _is_next(self, mark: str) -> bool:
        return self.text.startswith(mark, self.position)

    def _header(self) -> Path:
        is_list = self._is_next("[[")
        self.position += 2 if is_list else 1
        keys = self._keys()
        self.position += 2 if is_list else 1
        path: Path = ()
        for number, key in enumerate(keys):
            path += (key,)
            self.lines.setdefault(path, self.line)
            if is_list and number == len(keys) - 1:
                self.list_lengths[path] = self.list_lengths.get(path, 0) + 1
            if path in self.list_lengths:
                path += (self.list_lengths[path] - 1,)
                self.lines.setdefault(path, self.line)
        return path

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            token = self._skip(_KEY_PART)
            keys.append(tomllib.loads(f"key = {token}")["key"] if token[0] in "\"'" else token)
            self._skip(_SPACE)
            if not self._is_next("."):
                return keys
            self.position += 1

    def _key_and_value(self, table: Path) -> None:
        path = table
        for key in self._keys():
            path += (key,)
            self.lines.setdefault(path, self.line)
        self.position += 1  # the equals sign
        self._skip(_SPACE)
        self._value(path)

    def _value(self, path: Path) -> None:
        if self._is_next("["):
            self._items("]", path)
        elif self._is_next("{"):
            self._items("}", path)
        else:
            self._skip(_VALUE)

    def _items(self, end: str, path: Path) -> None:
        index = 0
        self.position += 1
        self._skip(_BLANK)
        while not self._is_next(end) and self.position < len(self.text):
            if end == "}":
                self._key_and_value(path)
            else:
                self.lines.setdefault((*path, index), self.line)
                self._value((*path, index))
            self._skip(_BLANK)
            if self._is_next(","):
                self.position += 1
                self._skip(_BLANK)
            index += 1
        self.position += 1
