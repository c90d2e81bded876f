"""Latin words in what is said in Chinese, without those that may stand there."""

import functools
import json
import re
import tomllib
from pathlib import Path

from simulator.analysis.selftesting.selftest_row import reference_data
from simulator.cli import main
from simulator.inputs import history, patents, replay
from simulator.inputs.tape_fields import FIELD_OF
from simulator.scenario.dictionary import json_schema
from simulator.scenario.fields import known_keys
from simulator.scenario.read import read_scenario
from simulator.scenario.shipped import hefei

_AS_WRITTEN = re.compile(
    r"\"[^\"]*?(?:\"|\.{3})|'[^']*'|`[^`]*`"  # what was given, and what may be typed
    r"|\d(?:\.\d+)?e[+-]\d+|\b[0-9a-f]{8}\.{3}"  # numbers
    r"|\bsimulator [a-z]+ .*"  # commands to copy
    r"|https?://[\w.:/-]+|\S*/\S*|[\w.-]+\.(?:toml|csv|json|png|html|xlsx|docx|pdf|md)\b"  # places
    r"|--[a-z-]+(?:=\S+)?|\b[a-z_]+(?:\.[\w-]+)+\b|\b[0-9a-f]{64}\b"  # options, settings, hashes
)


@functools.cache
def allowed():
    """Return the words that may stand in Chinese: those of the list, columns, commands and names of the scenario."""
    listed = tomllib.loads(Path(__file__).with_name("latin_allowed.toml").read_text("utf-8"))
    scenario = read_scenario(hefei()).scenario
    named = [item.name for group in (scenario.sectors, scenario.grades, scenario.banks) for item in group]
    return {
        *(word for reasons in listed.values() for word in reasons), *main.commands, *_columns(),
        *(word for name in named for word in _words(name)), *_settings(),
        *(word for group in reference_data().values() for word in _words(group["source"].chinese)),
    }  # fmt: skip


def _settings():
    """Return the keys of settings, and the values that may be chosen for them, as scenario files write them."""
    chosen = re.findall(r'"(?:const|enum)": (\[[^\]]*\]|"[^"]*")', json.dumps(json_schema()))
    return {word for text in (*known_keys(), *chosen) for word in _words(text)} | {"true", "false"}


def _columns():
    """Return the columns of data files, which have one name in every language."""
    of_histories = [
        column for columns in (*history._COLUMNS.values(), *history._OPTIONAL.values()) for column in columns
    ]
    of_loans = (*replay.REQUIRED_COLUMNS, *replay.OPTIONAL_COLUMNS)
    return {*of_histories, *of_loans, *patents.REQUIRED_COLUMNS, *patents.OPTIONAL_COLUMNS, *FIELD_OF}


def _words(text):
    return re.findall(r"[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z]+)*", text)


def latin_in(text, given=()):
    """Return the Latin words of a text that nobody has allowed, each with the line that it is in.

    What was given on the command line may stand there, too.
    """
    known = {*allowed(), *map(str, given)}
    return {
        word: line.strip()
        for line in text.splitlines()
        for word in _words(_AS_WRITTEN.sub(" ", line))
        if word not in known
    }
