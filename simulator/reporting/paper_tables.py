"""Tables for papers: LaTeX with three rules (booktabs) and Markdown, of the same cells as everywhere."""

import re

from simulator.reporting.tables import Table

_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}",
}  # fmt: skip
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$#])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def latex(table: Table) -> str:
    """Return a table for LaTeX with package booktabs; a Chinese one wants ctex and XeLaTeX besides."""
    left = "l" + "".join("l" if column in table.text_columns else "r" for column in table.columns[1:])
    lines = [
        r"\begin{table}", r"\centering", rf"\caption{{{_tex(table.title)}}}", rf"\label{{tab:{table.name}}}",
        rf"\begin{{tabular}}{{{left}}}", r"\toprule", _tex_row(table.columns), r"\midrule",
        *(_tex_row(row) for row in table.rows), r"\bottomrule", r"\end{tabular}",
    ]  # fmt: skip
    notes = [r"\par\footnotesize " + _tex(note) for note in table.notes]
    return "\n".join(["% \\usepackage{booktabs}", *lines, *notes, r"\end{table}"]) + "\n"


def _tex_row(cells: tuple[str, ...]) -> str:
    # Braces keep a cell that begins with a bracket from being read as the option of the line before.
    return " & ".join(f"{{{_tex(cell)}}}" for cell in cells) + r" \\"


def _tex(text: str) -> str:
    return "".join(_LATEX.get(letter, letter) for letter in _plain(text))


def markdown(table: Table) -> str:
    """Return a table for Markdown: title, table, notes."""
    rules = ["---" if place == 0 or name in table.text_columns else "---:" for place, name in enumerate(table.columns)]
    lines = [_md_row(table.columns), f"| {' | '.join(rules)} |", *(_md_row(row) for row in table.rows)]
    notes = [line for note in table.notes for line in ("", _md(note))]
    return "\n".join([f"**{_md(table.title)}**", "", *lines, *notes]) + "\n"


def _md_row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(map(_md, cells))} |"


def _md(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", _plain(text))


def _plain(text: str) -> str:
    """Return a text on one line, without marks that turn the direction of writing."""
    return _CONTROL.sub(" ", text).strip()
