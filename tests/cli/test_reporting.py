"""The command report: what it reads, prints, writes and refuses."""

import re
import zipfile
from pathlib import Path

import pytest

from simulator.errors import NoAnswerError
from simulator.values import Own
from tests.cli.written import HEFEI_STAND_IN, written_by
from tests.commands_shown import commands_in

ROOT = Path(__file__).parents[2]
HEFEI = ROOT / "scenarios" / "hefei.toml"


@pytest.fixture
def run(call, engine):
    """Return the folder of a made-up comparison."""
    assert call("compare", HEFEI, "--ratios", "0.2,0.35,0.6", "--fund-sizes", "20000000,40000000").exit_code == 0
    return next(Path("outputs").iterdir())


def _written():
    return sorted(Path("reports").rglob("*.*"))


def test_report_prints_the_answer_and_names_its_files(call, run):
    """Five sentences, then the files; by default both languages in one file."""
    result = call("report", run, "--out", "reports", "--quiet")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "Hefei city IP financing risk compensation fund"
    assert lines[1] == HEFEI_STAND_IN
    assert all(line.endswith(".") for line in lines[2:7])
    assert [path.name for path in _written()] == ["manifest.json", "report.html"]
    assert written_by(result, "reports") == set(_written())
    page = next(Path("reports").rglob("report.html")).read_text("utf-8")
    assert 'lang="zh-Hans"' in page
    assert 'lang="en"' in page
    assert f"report {run} --lang both" in page


@pytest.mark.parametrize(
    ("language", "title"), [("zh", "合肥市知识产权融资风险补偿资金"), ("en", "Hefei city IP financing")]
)
def test_one_language_is_printed_and_written_alone(call, run, language, title):
    """The answer on the terminal is in the language of the report."""
    result = call("report", run, "--lang", language, "--out", "reports")
    assert result.stdout.startswith(title)
    assert next(Path("reports").rglob("report.html")).read_text("utf-8").count("<article ") == 1


def test_what_is_missing_is_named_with_its_command(call, run):
    """Without --with, sentences four and five point to the commands that the report names."""
    result = call("report", run, "--lang", "en", "--out", "reports")
    assert result.stdout.count("was not computed") == 2
    page = next(Path("reports").rglob("report.html")).read_text("utf-8")
    assert f"sensitivity {run}/scenario.toml" in page
    assert f"attribute {run}/scenario.toml" in page


def test_chance_moves_what_counts_as_safe(call, run):
    """The chance is in the sentences as it was given."""
    result = call("report", run, "--lang", "en", "--chance", "0.05", "--out", "reports")
    assert "at most 5 %" in result.stdout


def test_chance_holds_for_the_documents_too(call, run):
    """The note that is filed names the limit that was asked for, and no other."""
    call("report", run, "--lang", "en", "--chance", "0.07", "--docx", "--out", "reports")
    with zipfile.ZipFile(next(Path("reports").rglob("calculation_note.docx"))) as archive:
        note = re.sub("<[^>]+>", "", archive.read("word/document.xml").decode())
    assert set(re.findall("at most ([0-9.]+ %)", note)) == {"7 %"}


@pytest.mark.parametrize("chance", ["0", "1", "nan", "1 %"])
def test_a_chance_that_is_none_is_refused(call, run, chance):
    """One line, exit 2, nothing written."""
    result = call("report", run, "--chance", chance, "--out", "reports")
    assert result.exit_code == 2
    assert not Path("reports").exists()


def test_pdf_without_a_browser_says_what_to_do(call, run, monkeypatch):
    """Said before any work; exit 2 and no folder."""

    def none():
        raise NoAnswerError(Own("--pdf: no Chromium, Chrome or Edge was found on PATH"))

    monkeypatch.setattr("simulator.reporting.html.printing.find_browser", none)
    result = call("report", run, "--pdf", "--out", "reports")
    assert result.exit_code == 2
    assert "no Chromium, Chrome or Edge" in result.stderr
    assert not Path("reports").exists()


@pytest.mark.parametrize("place", ["nowhere", HEFEI, ROOT / "scenarios"])
def test_what_is_no_run_folder_is_refused(call, place):
    """One fault line and exit 2, whatever is given."""
    result = call("report", place)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_with_needs_a_folder_of_sensitivity_or_attribute(call, run):
    """The comparison itself is none."""
    result = call("report", run, "--with", run, "--out", "reports")
    assert result.exit_code == 2
    assert "give a folder of sensitivity or attribute" in result.stderr
    assert not Path("reports").exists()


def test_documents_and_workbook_are_written_when_asked_for(call, run):
    """One set per language, beside the page; the command that repeats it names them."""
    result = call("report", run, "--docx", "--xlsx", "--lang", "zh", "--out", "reports")
    assert result.exit_code == 0, result.output
    kinds = [path.suffix for path in _written()]
    assert (kinds.count(".docx"), kinds.count(".xlsx")) == (4, 1)
    assert "--docx --xlsx" in next(Path("reports").rglob("report.html")).read_text("utf-8")


def test_commands_to_repeat_need_no_file_outside_the_run(call, run):
    """The study that the run folder holds is named, not the file that the run was made from."""
    call("report", run, "--lang", "en", "--out", "reports")
    page = next(Path("reports").rglob("report.html")).read_text("utf-8")
    assert f"compare outputs/{run.name}/study.toml" in page
    assert f"report outputs/{run.name} --lang en" in page
    assert str(HEFEI) not in page


def test_commands_name_the_run_where_it_lies(call, run):
    """A run folder that was moved out of `outputs` is named by its own place, in every command of the page."""
    moved = run.rename(Path("kept run"))
    call("report", moved, "--lang", "en", "--out", "reports")
    shown = commands_in(next(Path("reports").rglob("report.html")).read_text("utf-8"))
    assert [words[1] for words in shown if words[0] == "report"] == ["kept run"]
    assert [words[1] for words in shown if words[0] == "compare"] == ["kept run/study.toml"]
    assert {words[1] for words in shown if words[0] in ("sensitivity", "attribute")} == {"kept run/scenario.toml"}


@pytest.mark.parametrize("amount", ["2 million", "200 万元"])
def test_documents_of_a_what_if_with_an_amount_in_words_are_written(call, engine, amount):
    """The cap of one clause and of the report's table is 2 million, however it was typed."""
    assert call("compare", HEFEI, "--what-if", f"scheme.cap_per_loan={amount}").exit_code == 0
    result = call("report", next(Path("outputs").iterdir()), "--docx", "--lang", "en", "--out", "reports")
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(next(Path("reports").rglob("options.docx"))) as archive:
        assert "at most 2 m yuan" in re.sub("<[^>]+>", "", archive.read("word/document.xml").decode())


def test_paper_has_each_language_that_was_asked_for(call, run, monkeypatch):
    """Both languages are two files, each with its own article alone."""
    monkeypatch.setattr("simulator.reporting.html.printing.find_browser", lambda: "browser")
    monkeypatch.setattr("simulator.reporting.html.printing.pdf_of", lambda page, browser: page.encode())
    assert call("report", run, "--pdf", "--lang", "both", "--out", "reports").exit_code == 0
    printed = {path.name: path.read_text("utf-8") for path in Path("reports").rglob("*.pdf")}
    assert set(printed) == {"report.pdf", "report.zh.pdf"}
    assert [page.count("<article ") for page in printed.values()] == [1, 1]
    assert '<html lang="zh-Hans">' in printed["report.zh.pdf"]
    assert '<html lang="en">' in printed["report.pdf"]
