"""Numbers agree with their nouns and verbs."""

import ast
import re
from pathlib import Path

import pytest

from simulator.faults import counted

ROOT = Path(__file__).parents[1]
UNDECIDED = re.compile(r"[a-z]{3}\((?:s|es|ies)\)")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ((0, "loan"), "0 loans"),
        ((1, "loan"), "1 loan"),
        ((2_000, "loan"), "2,000 loans"),
        ((1, "loan is", "loans are"), "1 loan is"),
        ((3, "policy", "policies"), "3 policies"),
    ],
)
def test_one_is_singular_and_all_others_are_plural(words, text):
    """Zero too, as English has it; thousands are parted."""
    assert counted(*words) == text


def test_no_text_leaves_the_plural_to_the_reader():
    """Nobody has to read "loan(s)"; only the head of a list of faults says "problem(s)"."""
    for path in sorted((ROOT / "simulator").rglob("*.py")):
        texts = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
        assert not [
            text for text in texts if isinstance(text, str) and UNDECIDED.search(text.replace("problem(s)", ""))
        ], path
