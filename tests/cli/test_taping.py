"""The commands on loan tapes."""

import json
import zipfile
from pathlib import Path

import pytest

from simulator.inputs.tables.read import read_grids
from simulator.inputs.tables.workbooks import SheetChoice
from simulator.inputs.tape_fields import FIELDS
from tests.inputs.tapes import HEADINGS, LOAN, SAMPLES, SECOND, changed, text_of

ROOT = Path(__file__).parents[2]
SCENARIO = ("--scenario", ROOT / "scenarios" / "hefei.toml")
READING = (*SCENARIO, "--as-of", "2026-06-30")


@pytest.fixture
def faulty():
    """Write a tape with two faulty cells, one of which would be a formula, into the folder of the call."""
    row = changed("sector", "=HYPERLINK(1)", changed("balance", "9999999"))
    Path("tape.csv").write_text(text_of(HEADINGS, SECOND, row))
    return "tape.csv"


def test_check_says_what_a_sound_tape_holds(call):
    """The sample has 1,000 loans; nothing is written."""
    result = call("tape", "check", SAMPLES / "loans.csv", *READING)
    assert result.exit_code == 0, result.output
    assert "1,000 loans to" in result.stdout
    assert "Checked as of 2026-06-30, the day of the tape." in result.stdout
    assert not Path("outputs").exists()


def test_a_tape_of_one_loan_is_spoken_of_as_one(call):
    """One loan, one borrower, and none past due."""
    Path("tape.csv").write_text(text_of(HEADINGS, LOAN))
    result = call("tape", "check", "tape.csv", *READING)
    assert "1 loan to 1 borrower, made" in result.stdout
    assert "0 loans are 90 or more days past due" in result.stdout
    assert "1 loan checked, 0 faults" in result.stderr


def test_check_lists_all_faults_and_writes_them(call, faulty):
    """Every faulty cell on standard error, in a list, and in a marked copy; status 2, no traceback."""
    result = call("tape", "check", faulty, *READING)
    assert (result.exit_code, "Traceback" in result.output) == (2, False)
    assert "tape.csv: 2 problems in 2 loans" in result.stderr
    assert "row 3, balance (元): must not be above the principal of this row" in result.stderr
    folder = next(Path("outputs").iterdir())
    lines = (folder / "faults.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["3", "sector", "'=HYPERLINK(1)"],
        ["3", "balance (元)", "9999999"],
    ]
    with zipfile.ZipFile(folder / "marked.xlsx") as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_a_marked_copy_has_the_same_faults(call, faulty):
    """The copy can be mended and checked in place of the original: rows, headings and cells are where they were."""
    first = json.loads(call("tape", "check", faulty, *READING, "--json", "--quiet").stdout)
    marked = next(Path(name) for name in first["files"] if name.endswith("marked.xlsx"))
    again = json.loads(call("tape", "check", marked, *READING, "--json", "--quiet").stdout)
    assert first["faults"] == 2
    assert again["first_faults"] == first["first_faults"]


def test_json_of_a_sound_tape(call):
    """A program sees the number of loans and faults."""
    facts = json.loads(call("tape", "check", SAMPLES / "loans.csv", *READING, "--json", "--quiet").stdout)
    assert (facts["loans"], facts["faults"], facts["files"]) == (1000, 0, [])


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["check", "missing.csv", *SCENARIO], "no such file"),
        (["check", "tape.csv", *SCENARIO, "--as-of", "5/6/2026"], "--as-of: may be read in more than one way"),
        (["check", "tape.csv", *SCENARIO, "--mapping", "map.toml"], "unknown key"),
        (["check", "tape.csv", *SCENARIO, "--control", "missing.csv"], "no such file"),
        (["anonymise", "tape.csv", *READING], "row 3, sector"),
        (["template", "tape.csv", *SCENARIO], "ends in .xlsx"),
    ],
)
def test_mistakes_end_in_one_clear_fault(call, faulty, words, fault):
    """Status 2 and a message, whatever is wrong; nothing is written."""
    Path("map.toml").write_text('[heading]\n"x" = "loan"\n')
    result = call("tape", *words)
    assert (result.exit_code, "Traceback" in result.output) == (2, False)
    assert fault in result.stderr
    assert not Path("outputs").exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_template_is_a_tape_without_loans(call, language):
    """Its headings are all known, its lists are there, and it is never written over."""
    assert call("tape", "template", "new.xlsx", *SCENARIO, "--lang", language).exit_code == 0
    assert "has headings, but no loans" in call("tape", "check", "new.xlsx", *READING).stderr
    with zipfile.ZipFile("new.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    # sector, repayment, security, renewal, patent type
    assert sheet.count('type="list"') == 5
    notes = SheetChoice({"en": "notes", "zh": "填表说明"}[language])
    rows = [row for _, row in read_grids(Path("new.xlsx"), notes)[0].numbered_rows()]
    allowed = {row[0].split(" ")[0]: row[2] for row in rows}
    assert len(allowed) == 1 + len(FIELDS)
    assert allowed[{"en": "due_on", "zh": "到期日"}[language]].startswith(
        {"en": "must be a day", "zh": "应为 1990-01-01"}[language]
    )
    assert "is there already" in call("tape", "template", "new.xlsx", *SCENARIO).stderr


def test_anonymise_writes_a_sound_tape_without_the_names(call):
    """No name of the original is left, and the result is a tape again."""
    result = call("tape", "anonymise", SAMPLES / "loans.csv", *READING, "--lang", "zh")
    assert result.exit_code == 0, result.output
    path = next(Path("outputs").iterdir()) / "tape.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert ("示例企业" in text, "示例支行" in text, "institution" in text) == (False, False, False)
    facts = json.loads(call("tape", "check", path, *READING, "--json", "--quiet").stdout)
    assert (facts["loans"], facts["faults"]) == (1000, 0)


def test_sample_makes_the_files_that_come_with_the_program(call):
    """scenarios/samples holds what the command writes, to the byte: it was not made by hand."""
    result = call("tape", "sample", *SCENARIO, "--lang", "zh")
    assert result.exit_code == 0, result.output
    folder = next(Path("outputs").iterdir())
    for name in ("loans.csv", "history.csv"):
        assert (folder / name).read_bytes() == (SAMPLES / name).read_bytes()
    assert sum((SAMPLES / name).stat().st_size for name in ("loans.csv", "history.csv")) < 10**6


def test_a_replay_reads_the_sample_history(call):
    """The made-up history is in the format of `replay`."""
    from simulator.inputs.replay import read_replay

    book = read_replay(SAMPLES / "history.csv")
    assert len(book.loans) == 1000
    assert 5 <= (book.default_month > 0).sum() <= 60
    assert LOAN[0] not in book.loans


def test_a_tape_full_of_faults_gets_a_list_and_no_copy(call, faulty, monkeypatch):
    """Nobody mends 100,000 cells by hand: the list says how many there are, the copy is left out, and that is said."""
    monkeypatch.setattr("simulator.reporting.tapes.tape_workbooks.MOST_MARKED", 1)
    result = call("tape", "check", faulty, *READING)
    assert result.exit_code == 2
    assert "No marked copy: too many faults" in result.stdout
    assert [path.name for path in next(Path("outputs").iterdir()).iterdir() if path.suffix != ".json"] == ["faults.csv"]


def test_check_says_what_every_column_holds(call):
    """Smallest, median, largest and sum in words and in JSON: two loans of 1 m and 3.00000001 m."""
    Path("tape.csv").write_text(text_of(HEADINGS, LOAN, SECOND))
    words = call("tape", "check", "tape.csv", *READING).stdout
    assert "balance: from 100 万元 to 250 万元, median 175 万元, sum 350 万元 (2 cells)" in words
    assert "days_past_due: from 0 to 12, median 6, sum 12 (2 cells)" in words
    facts = json.loads(call("tape", "check", "tape.csv", *READING, "--json", "--quiet").stdout)
    balance = next(column for column in facts["columns"] if column["column"] == "balance")
    assert (balance["smallest"], balance["median"], balance["largest"], balance["total"]) == (1e6, 1.75e6, 2.5e6, 3.5e6)


def test_an_unusual_unit_is_confirmed_by_an_option(call):
    """Refused with the option in its words, fine with it; a column of which nothing is asked is named."""
    Path("tape.csv").write_text(text_of([*HEADINGS, "pd"], [*LOAN, "0.9"]))
    refused = call("tape", "check", "tape.csv", *READING)
    assert (refused.exit_code, "--unit-is-right pd" in refused.stderr) == (2, True)
    assert call("tape", "check", "tape.csv", *READING, "--unit-is-right", "pd").exit_code == 0
    mistaken = call("tape", "check", "tape.csv", *READING, "--unit-is-right", "rates")
    assert (mistaken.exit_code, "did you mean rate?" in mistaken.stderr) == (2, True)


def test_warnings_are_printed_and_written_and_are_no_fault(call):
    """A loan past its due date: status 0, its row in words, in JSON and in a file."""
    Path("tape.csv").write_text(text_of(HEADINGS, changed("due_on", "2026-06-01"), SECOND))
    result = call("tape", "check", "tape.csv", *READING)
    assert (result.exit_code, "tape.csv: no fault, but look at the warnings" in result.stdout) == (0, True)
    assert "1 warning:\n  - row 2, days_past_due: is fewer than the days from the due date" in result.stdout
    (path,) = Path("outputs").glob("*/warnings.csv")
    assert path.read_text(encoding="utf-8-sig").splitlines()[1].startswith("2,days_past_due,0,")
    facts = json.loads(call("tape", "check", "tape.csv", *READING, "--json", "--quiet").stdout)
    assert (facts["faults"], facts["warnings"], len(facts["first_warnings"])) == (0, 1, 1)


def test_one_loan_is_told_in_the_singular(call):
    """One loan, one borrower, one loan late."""
    Path("tape.csv").write_text(text_of(HEADINGS, changed("days_past_due", "90")))
    words = call("tape", "check", "tape.csv", *READING).stdout
    assert "1 loan to 1 borrower, made from" in words
    assert "1 loan is 90 or more days past due; it owes 250.00 万元." in words


def test_the_sample_is_refused_without_its_day(call):
    """Today is another day: loans have fallen due since, and nothing is computed for the wrong one."""
    result = call("tape", "check", SAMPLES / "loans.csv", *SCENARIO)
    assert (result.exit_code, "name the day of the tape with --as-of" in result.stderr) == (2, True)


def test_the_check_knows_the_grades_of_the_scenario(call):
    """An unknown grade without PD is refused here as in the stress test; sectors have their Chinese names."""
    Path("tape.csv").write_text(text_of(HEADINGS, changed("sector", "人工智能"), changed("grade", "AA+", SECOND)))
    result = call("tape", "check", "tape.csv", *READING)
    assert (result.exit_code, "1 problem in 2 loans" in result.stderr) == (2, True)
    assert "row 3, grade: is no grade of the scenario, which has A1" in result.stderr
