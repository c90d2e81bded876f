"""The words of the languages: the same keys, the same parts, none missing, none unused."""

import re
import string
from pathlib import Path

import pytest

from simulator.saying import words
from simulator.saying.words import LANGUAGES, PLURAL_FORMS, language_of_environment, template, words_of

SOURCES = Path(words.__file__).parents[2]
# Keys that end in the code of something: every code has its words, which the tests of that thing show.
MADE_OF_CODES = (
    "selftest.column.", "selftest.what.",
    "rule.", "unit.", "list.", "help.", "click.", "measure.", "party.", "attribute.verdict.", "hindcast.verdict.",
    "attribute.others.all_off.", "attribute.optimum.", "attribute.curve.", "toolkits.chart.", "toolkits.column.",
    "toolkits.does.", "toolkits.effect.", "toolkits.matches.", "toolkits.pays.", "toolkits.verdict.", "columns.",
    "valuation.column.", "valuation.kind.", "backtest.", "calibrate.", "bank.", "compare.year.",
    "faults.allowed.", "faults.csv.", "faults.kind.", "faults.range.",
    "faults.rows.", "notes.kind.", "notes.verify.", "faults.side.", "faults.system.", "faults.toml.detail.", "faults.toml.invalid", "faults.unit.",
    "size.beside.", "size.leverage_base.", "size.tie.top_up.", "design.role.", "design.kept.", "design.standing.",
    "design.end.", "design.fresh.", "design.column.", "design.chart.", "plan.", "pool.economy.", "report.", "explorer.",
    "sensitivity.column.", "sensitivity.contest.", "sensitivity.kind.", "sensitivity.left_out.", "sensitivity.most.",
    "sensitivity.terms.", "stress.change.", "stress.column.", "stress.confidence.", "stress.group.", "stress.sectors.",
    "stress.table.", "stress.world.", "operations.", "replay.", "event.", "reason.", "events.", "case.", "explain.column.", "crosscheck.loan_of_",
)  # fmt: skip
NAMES = (
    "design|pool|hindcast|toml|Ctrl-C|yearly|t|odds|Tasche|million|MB|GB|TOML|UTF|UTF-8|GB18030|CSV|XML|HTML|JSON|xlsx?|parquet|Parquet|Excel|Dask|Chromium|Chrome|"
    "Edge|A4|SIGTERM|FILE|RUN|FOLDER|KEY|SCENARIO|true|false|none|both|AM|PM|to|share|low|high|step|count|pd|grade|set|"
    "sweep|city|policy|outcome|outcomes|scenarios|outputs|levers|words|run|compare|resume|tape|check|sensitivity|"
    "attribute|report|events|Debian|JavaScript|Python|SHA-256|ZIP|MSER-5|LOANS|csv"
)
"""Names of formats, units, and keys and commands as they are written."""
TO_OTHER_LANGUAGE = ("report.page.switch", "report.page.switch_help", "explorer.language")
"""Where the other language is chosen, it is named in that language."""


def parts_of(entry):
    """Return the names filled into an entry, whatever its form."""
    texts = [entry] if isinstance(entry, str) else entry.values()
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_languages_have_the_same_keys_and_parts():
    """What is said in one language is said in the other, of the same things."""
    english, chinese = (words_of(language) for language in LANGUAGES)
    assert english.keys() == chinese.keys()
    assert {key: parts_of(entry) for key, entry in english.items()} == {
        key: parts_of(entry) for key, entry in chinese.items()
    }


def test_every_key_is_used_and_every_used_key_exists():
    """A key in the code has its words, and words that nobody says are gone."""
    sources = "\n".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    known = set(words_of("en"))
    named = set(re.findall(r'(?:phrase|words|Phrase|template|wrong)\(\s*"([a-z_]+(?:\.[a-z_]+)+)"', sources))
    assert {key for key in named if not key.endswith(".jinja")} <= known
    unused = {key for key in known if key not in sources and not key.startswith(MADE_OF_CODES)}
    assert unused == set()


@pytest.mark.parametrize(("number", "text"), [(1, "{n} path"), (0, "{n} paths"), (2, "{n} paths"), (1.5, "{n} paths")])
def test_plural_follows_the_number(number, text):
    """English has one form for exactly one, and another for all else."""
    assert template("count.paths", "en", number) == text
    assert {"one", "other"} == PLURAL_FORMS


def test_words_of_the_report_are_used():
    """Each is named by the report, or by its beginning or end where the rest is a code: `standing_{...}`."""
    named = "\n".join(
        path.read_text("utf-8")
        for path in (SOURCES / "reporting").rglob("*")
        if path.suffix in (".py", ".js", ".jinja")
    )
    for key in words_of("en"):
        name = key.rpartition(".")[2]
        cuts = [place for place, letter in enumerate(name) if letter == "_"]
        pieces = [piece for cut in cuts for piece in (f"{name[:cut]}_{{", f"}}{name[cut:]}")]
        assert (
            not key.startswith(("report.page.", "report.answer."))
            or any(it in named for it in (name, *pieces))
            or (name.endswith(("_more", "_less")) and "}_{" in named)
        ), key


def test_chinese_is_in_chinese():
    """No text is left in English: beside names of settings and what is filled in there are no Latin words."""
    for key, entry in words_of("zh").items():
        if key in TO_OTHER_LANGUAGE:
            continue
        for text in [entry] if isinstance(entry, str) else entry.values():
            rest = re.sub(rf"{{[^}}]+}}|[a-z]+\.[a-z_]+|--[a-z-]+|`[^`]+`|\[[a-z]+\]|\b(?:{NAMES})\b", "", text)
            assert not re.search(r"[A-Za-z]", rest), key


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
        ({}, "en"),
    ],
)
def test_language_is_that_of_the_locale(monkeypatch, locale, language):
    """LC_ALL before LC_MESSAGES before LANG, as for every program; an empty one is not set."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    assert language_of_environment() == language
