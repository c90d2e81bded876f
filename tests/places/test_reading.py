"""An answer on the terminal: the answer in words, differences first, totals second, nothing cut off."""

import re

import pytest
from rich.console import Console

from simulator.places.reading import print_answer
from simulator.questions.compare.tell import tell
from simulator.reporting import terminal
from simulator.saying.speaker import Speaker
from tests.reporting.synthetic import named_points, synthetic_comparison


def printed(monkeypatch, capsys, comparison, language="en", width=120):
    """Return what is printed of a comparison."""
    monkeypatch.setattr(terminal, "result_console", lambda: Console(width=width, highlight=False))
    print_answer(tell(comparison), Speaker(language, "CNY"))
    return capsys.readouterr().out


def test_words_come_before_differences_totals_and_the_grid(monkeypatch, capsys):
    """Only the grid with the baseline's breaker is printed; terms that stand in come first, and once."""
    text = printed(monkeypatch, capsys, synthetic_comparison())
    parts = ("Another city's terms", "near-ties:", "Differences to the baseline", "Totals", "by fund size, breaker on")
    places = [text.index(words) for words in parts]
    assert places == sorted(places)
    assert text.count("Another city's terms stand in.") == 1
    assert text.index("10,000 paths") > places[-1]
    assert "by fund size, breaker off" not in text
    assert "Breaker off, fund 5 m yuan" in text


@pytest.mark.parametrize("width", [100, 120])
def test_lines_fit_and_what_is_left_out_is_named(monkeypatch, capsys, width):
    """At 100 and at 120 columns no line is longer and no cell is cut."""
    text = printed(monkeypatch, capsys, synthetic_comparison(), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    assert "Left out for lack of width (all are in the files, or with --json)" in text
    assert "204 [202, 207]" in text
    assert "below 0.04" in text


def test_one_policy_is_printed_with_every_measure(monkeypatch, capsys):
    """A table of one baseline against itself would say nothing; running text is broken into lines, not cut."""
    text = printed(monkeypatch, capsys, synthetic_comparison(named_points()[:1], "as it stands"))
    assert "Differences" not in text
    assert "near-ties" not in text
    assert "All measures: as it stands" in text
    assert "10,000 paths" in text


def test_comparison_is_printed_in_chinese(monkeypatch, capsys):
    """Tables, grids and near-ties; what stands there in Latin letters is the made-up scenario's own."""
    text = printed(monkeypatch, capsys, synthetic_comparison(), "zh")
    assert "与基准方案之差" in text
    assert "净增贷款最多的补偿比例（并列最优区间）：" in text
    assert not re.search("Differences|Totals|near-ties|additional|breaker|Intervals", text)
