"""Tables for papers: LaTeX that compiles whatever a name holds, Markdown whose columns stay columns."""

import re

from simulator.reporting.paper_tables import latex, markdown
from simulator.reporting.tables import Table

HOSTILE = (r"$\alpha_1$ & 50 % #1 {x} ~^ | `a` *b* [c](d) <script>", "=cmd()", "a\nb", "\u202eabc", "补偿 [1, 2]")


def hostile_table() -> Table:
    """Return a table of names that mean something to LaTeX or Markdown."""
    rows = tuple((name, "1.5 [1.2, 1.8]") for name in HOSTILE)
    return Table("x", HOSTILE[0], ("policy", "value (%)"), rows, (HOSTILE[0],))


def read_latex(text: str) -> str:
    """Return what LaTeX would print of an escaped text; raise where a special character stands bare."""
    named = {"textbackslash": "\\", "textasciicircum": "^", "textasciitilde": "~", "textless": "<", "textgreater": ">",
             "textbar": "|"}  # fmt: skip
    token = re.compile(r"\\([A-Za-z]+)\{\}|\\([{}$&#%_])|([^\\{}$&#%_^~])")
    printed, place = "", 0
    while place < len(text):
        match = token.match(text, place)
        assert match, text[place:]
        printed += named[match[1]] if match[1] else match[2] or match[3]
        place = match.end()
    return printed


def test_latex_prints_every_name_as_it_is():
    """Read back by the rules of TeX, each cell is the name; nothing runs, nothing breaks a row."""
    lines = latex(hostile_table()).split("\n")
    assert lines[0] == r"% \usepackage{booktabs}"
    assert [lines.count(rule) for rule in (r"\toprule", r"\midrule", r"\bottomrule")] == [1, 1, 1]
    body = lines[lines.index(r"\midrule") + 1 : lines.index(r"\bottomrule")]
    for line, name in zip(body, HOSTILE, strict=True):
        first, second = re.fullmatch(r"\{(.*)\} & \{(.*)\} \\\\", line).groups()
        assert read_latex(first) == name.replace("\n", " ").replace("\u202e", "").strip()
        assert second == "1.5 [1.2, 1.8]"


def test_markdown_keeps_its_columns():
    """A bar in a name is escaped, so that every row has as many cells as the head."""
    lines = [line for line in markdown(hostile_table()).split("\n") if line.startswith("|")]
    assert len(lines) == len(HOSTILE) + 2
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {3}
    assert "<script>" not in "\n".join(lines).replace(r"\<script\>", "")
