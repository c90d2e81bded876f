"""The command bank: what it asks of the stress test, prints, writes and refuses."""

import dataclasses
import json
from pathlib import Path

import pytest

import simulator.compiled
from simulator.questions.bank import ask
from tests.cli.written import HEFEI_STAND_IN, answer_of
from tests.questions.bank.made_up import business, synthetic_bank

ROOT = Path(__file__).parents[3]
HEFEI = ROOT / "scenarios" / "hefei.toml"
TAPE = ROOT / "scenarios" / "samples" / "loans.csv"
AS_OF = ("--as-of", "2026-06-30")


@pytest.fixture
def books_asked(monkeypatch):
    """Put a made-up stress test in the place of the real one; return what was asked for."""
    asked = {}

    def stressed_book(scenario, tape, question, *, threads=None, progress=None):
        asked.update(scenario=scenario, tape=tape, question=question, threads=threads)
        return synthetic_bank(scenario=scenario)

    monkeypatch.setattr(ask, "stressed_book", stressed_book)
    monkeypatch.setattr(simulator.compiled, "is_compiled", lambda: True)
    monkeypatch.setattr("simulator.places.files.chart_files", lambda *_: {"figures/x.png": b"png"})
    return asked


def test_three_downturns_and_a_thousand_paths_by_default(call, books_asked):
    """The question is the plainest one: no other ratio, provisions and tolerance left to the rules."""
    result = call("bank", HEFEI, "--tape", TAPE, *AS_OF)
    assert result.exit_code == 0, result.output
    question = books_asked["question"]
    assert [stress.name for stress in question.stresses] == ["mild", "moderate", "severe"]
    assert (question.ratios, question.provisions, question.tolerance, question.filing_days) == ((), None, None, 30)
    assert (books_asked["scenario"].run.paths, len(books_asked["tape"])) == (1_000, 1_000)


def test_options_reach_the_question(call, books_asked):
    """Amounts with units, ratios as percentages too, a stress by name."""
    words = ("--stress", "tech_blockade", "--ratios", "0.5,60 %", "--provisions", "300 万元", "--tolerance", "0.06")
    result = call("bank", HEFEI, "--tape", TAPE, *AS_OF, *words, "--filing-days", 10, "--paths", 40, "--threads", 1)
    assert result.exit_code == 0, result.output
    question = books_asked["question"]
    assert [stress.name for stress in question.stresses] == ["tech_blockade"]
    assert (tuple(question.ratios), question.provisions, question.tolerance) == ((0.5, 0.6), 3e6, 0.06)
    assert (question.filing_days, books_asked["scenario"].run.paths, books_asked["threads"]) == (10, 40, 1)
    assert not question.is_with_new_business


def test_new_business_is_asked_for_and_shown(call, books_asked, monkeypatch):
    """The question has it, the command to repeat too, and its table is printed."""
    made_up = ask.stressed_book

    def with_business(*words, **options):
        return dataclasses.replace(made_up(*words, **options), business=business())

    monkeypatch.setattr(ask, "stressed_book", with_business)
    result = call("bank", HEFEI, "--tape", TAPE, *AS_OF, "--new-business")
    assert result.exit_code == 0, result.output
    assert books_asked["question"].is_with_new_business
    assert "--new-business" in result.stdout.strip().splitlines()[-1]
    assert "Book, new business and both: lending, losses and NPL ratio" in result.stdout
    assert len(list(Path("outputs").glob("*/data/new_business.csv"))) == 1


def test_answer_comes_first_and_no_loan_is_named(call, books_asked):
    """Loans and borrowers are in the run folder alone; the tape is not copied."""
    result = call("bank", HEFEI, "--tape", TAPE, *AS_OF)
    title = result.stdout.splitlines()[0]
    assert title.endswith(": a bank's book on 2026-06-30")
    assert answer_of(result, HEFEI_STAND_IN).startswith("The book of 100 m yuan has an NPL ratio of 2 %")
    assert not any(name in result.stdout for name in ("L1", "L2", "firm one", "firm two"))
    (list_of_claims,) = Path("outputs").glob("*/tables/claims_at_risk.csv")
    assert "firm two" in list_of_claims.read_text("utf-8-sig")
    assert not list(Path("outputs").rglob("loans.csv"))


def test_it_can_be_repeated_from_its_folder_and_the_tape(call, books_asked):
    """Scenario and stresses are copied, the tape's hash and the day are written down."""
    printed = call("bank", HEFEI, "--tape", TAPE, *AS_OF, "--stress", "severe", "--ratios", "0.5", "--paths", 50)
    words = printed.stdout.strip().splitlines()[-1].split()
    first = dict(books_asked)
    again = call(*words[words.index("bank") :])
    assert again.exit_code == 0, again.output
    assert books_asked["scenario"].model_dump() == first["scenario"].model_dump()
    assert books_asked["question"].stresses[0].episodes == first["question"].stresses[0].episodes
    assert (books_asked["question"].ratios, str(books_asked["tape"].as_of)) == ((0.5,), "2026-06-30")
    manifest = json.loads(next(Path("outputs").glob("*/manifest.json")).read_text("utf-8"))
    assert len(manifest["tape_sha256"]) == 64


def test_json_is_all_that_is_printed(call, books_asked):
    """Standard output is one JSON text."""
    content = json.loads(call("bank", HEFEI, "--tape", TAPE, *AS_OF, "--json").stdout)
    keys = ("claims_at_risk", "claims_at_risk_balance", "claims_at_risk_compensation")
    assert [content[key] for key in keys] == [1, 3e6, 4e5]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--tolerance", "5"), "tolerance: must be above 0 and below 1 (got 5)"),
        (("--tolerance", "nan"), "tolerance: must be above 0 and below 1"),
        (("--ratios", "0.5,70"), "--ratios: '70' must be from 0 to 1"),
        (("--provisions", "much"), "--provisions:"),
        (("--provisions", "-5"), "provisions:"),
        (("--stress", "sever"), "neither a file ending in .toml nor one of"),
        (("--as-of", "soon"), "--as-of: "),
        (("--as-of", "2026-01-01"), "problem(s)"),
        (("--tape", "missing.csv"), "missing.csv"),
        (("--mapping", "missing.toml"), "missing.toml"),
    ],
)
def test_mistakes_are_told(call, books_asked, words, fault):
    """Exit status 2, the fault and the way out, nothing simulated and nothing written."""
    result = call("bank", HEFEI, "--tape", TAPE, *AS_OF, *words)
    assert result.exit_code == 2, result.output
    assert fault in " ".join(result.stderr.split())
    assert "Traceback" not in result.output
    assert not books_asked
    assert not Path("outputs").exists()


@pytest.mark.parametrize(
    ("rows", "fault"),
    [(0, "has headings, but no loans"), (1, "must be an amount")],
)
def test_spoilt_and_empty_tapes_are_told(call, books_asked, tmp_path, rows, fault):
    """The same faults as those of tape check."""
    heading, row = TAPE.read_text("utf-8-sig").splitlines()[:2]
    tape = tmp_path / "tape.csv"
    tape.write_text("\n".join([heading, *[row.replace("10000000", "ten million")] * rows]) + "\n", "utf-8")
    result = call("bank", HEFEI, "--tape", tape, *AS_OF)
    assert (result.exit_code, fault in result.stderr) == (2, True), result.output


@pytest.mark.slow
@pytest.mark.compiled
@pytest.mark.parametrize("kept", ["one sound loan", "all in default", "none with a balance"])
def test_odd_books_have_an_answer_or_a_clear_word(call, tmp_path, kept):
    """A single loan; a book without a default to come; a book of repaid loans."""
    heading, *rows = TAPE.read_text("utf-8-sig").splitlines()
    columns = heading.split(",")
    balance, late = columns.index("贷款余额 (元)"), columns.index("逾期天数 (天)")
    cells = [(row, int(float(row.split(",")[balance])), int(row.split(",")[late])) for row in rows]
    chosen = {
        "one sound loan": [row for row, owed, days in cells if owed and not days][:1],
        "all in default": [row for row, owed, days in cells if owed and days >= 90],
        "none with a balance": [row for row, owed, _ in cells if not owed][:3],
    }[kept]
    tape = tmp_path / "tape.csv"
    tape.write_text("\n".join([heading, *chosen]) + "\n", "utf-8")
    result = call("bank", HEFEI, "--tape", tape, *AS_OF, "--stress", "severe", "--paths", 20, "--threads", 1)
    assert "Traceback" not in result.output
    if kept == "none with a balance":
        assert (result.exit_code, "no loan of the tape has a balance" in result.stderr) == (2, True)
    else:
        assert result.exit_code == 0, result.output
        assert ("is in default on 2026-06-30" in result.stdout) == (kept == "all in default")


def test_what_the_check_refuses_the_stress_test_refuses(call, books_asked):
    """The same words for an unknown grade and a doubtful unit; a confirmed unit is in the command to repeat."""
    heads = "loan,borrower,sector,{},principal (元),balance (元),lent_on,due_on,days_past_due"
    for column, cell in (("grade", "AA+"), ("pd", "0.9")):
        row = f"A1,F1,AI,{cell},3000000,2500000,2026-01-05,2027-01-05,0"
        Path("tape.csv").write_text(f"{heads.format(column)}\n{row}\n", "utf-8")
        checked = call("tape", "check", "tape.csv", *AS_OF, "--quiet").stderr.splitlines()[1]
        refused = call("bank", HEFEI, "--tape", "tape.csv", *AS_OF, "--quiet")
        assert (refused.exit_code, checked in refused.stderr) == (2, True)
    sure = call("bank", HEFEI, "--tape", "tape.csv", *AS_OF, "--unit-is-right", "pd")
    assert sure.exit_code == 0, sure.output
    assert "--unit-is-right pd" in sure.stdout.strip().splitlines()[-1]


def test_it_answers_in_chinese(call, books_asked):
    """Sentences, tables and their names follow --lang."""
    result = call("bank", HEFEI, "--tape", TAPE, *AS_OF, "--lang", "zh", "--quiet")
    assert "贷款组合余额 10,000 万元，2026-06-30 不良贷款率为 2%" in result.stdout
    assert next(Path("outputs").rglob("cases.md")).read_text("utf-8").startswith("**各压力情景下的贷款组合")
