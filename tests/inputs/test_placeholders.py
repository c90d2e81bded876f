"""Words that stand for nothing: never a name, never a registration."""

import pytest

from simulator.errors import ScenarioError
from simulator.inputs.history import read_history
from simulator.inputs.placeholders import is_placeholder
from simulator.inputs.replay import read_replay
from simulator.inputs.tape import tape_of
from simulator.inputs.tape_fields import FIELDS
from simulator.inputs.tape_mapping import TapeMapping
from simulator.saying.speaker import said
from simulator.values import Own
from tests.inputs.tapes import AS_OF, HEADINGS, LOAN, SECOND, TERMS, changed, checked_text, places, text_of

NOTHING = (
    "无", "（无）", "未登记", "办理中", "暂无", "不适用", "空", "NULL", "NaN", "none", "Nil", "-", "--", "——", "/",
    "／", "N/A", "ｎ／ａ", "n.a.", "无/无", "?", "未知",
)  # fmt: skip
NAMES = ("无锡鼎新科技", "Nil Ltd", "Null & Sons", "空港分行", "Y1", "0012", "A-1", "Nanjing", "未登科技", "#12")
OPTIONAL_NAMES = [field.key for field in FIELDS if field.kind == "name" and not field.is_required]


@pytest.mark.parametrize("text", NOTHING)
def test_what_stands_for_nothing_is_known_in_every_field(text):
    """However it is spaced, and in full width."""
    assert is_placeholder(text)
    assert is_placeholder(f" {text} ", "registration")


def test_a_name_is_no_placeholder():
    """Nor one of which such a word is a part, nor an error of a spreadsheet, which may have been anything."""
    assert not any(is_placeholder(name, "registration") for name in (*NAMES, "#N/A", "#REF!"))
    assert not is_placeholder("")


def test_no_and_zeros_are_no_registration_and_may_be_a_grade():
    """What a field is for decides."""
    assert all(is_placeholder(word, "registration") for word in ("否", "no", "N", "0", "000"))
    assert not any(is_placeholder(word, "grade") for word in ("N", "0", "F"))


@pytest.mark.parametrize("key", OPTIONAL_NAMES)
def test_a_placeholder_in_an_optional_field_is_empty_and_that_is_said(tmp_path, key):
    """In registration, guarantor, bank, branch, product and grade alike."""
    heads = HEADINGS if key in HEADINGS else (*HEADINGS, key)
    row = [*LOAN] if key in HEADINGS else [*LOAN, ""]
    heads, row = (*heads, "pd"), [*row, "0.02"]
    row[heads.index(key)] = "暂无"
    checked = checked_text(tmp_path, text_of(heads, row))
    tape = tape_of(checked, AS_OF)
    assert (tape.texts(key), tape.denied) == ([""], frozenset({key}))
    assert f'{key}: 1 cell that stands for nothing ("暂无") counts as empty.' in map(said, tape.notes)


@pytest.mark.parametrize("word", ["-", "无", "NULL", "0"])
def test_unknown_firms_are_not_one_borrower(tmp_path, word):
    """Two loans of unknown firms would default together: both are refused, with the way out."""
    rows = (changed("borrower", word), changed("borrower", word, SECOND))
    checked = checked_text(tmp_path, text_of(HEADINGS, *rows))
    assert places(checked) == [(2, "borrower"), (3, "borrower")]
    assert "say in a mapping file under [words.borrower]" in checked.faults.lines()[0]


def test_a_mapping_file_has_the_last_word(tmp_path):
    """A firm that is really called 空 is one; a word of the bank's own stands for nothing; required stays required."""
    heads = [*HEADINGS, "registration", "claim_filed_on"]
    words = {"borrower": {"空": "空", "x": ""}, "registration": {"补办": ""}, "claim_filed_on": {"-": ""}}
    terms = TERMS.__class__(AS_OF, TERMS.sectors, mapping=TapeMapping(words=words))
    tape = tape_of(checked_text(tmp_path, text_of(heads, [*changed("borrower", "空"), "补办", "-"]), terms), AS_OF)
    assert (tape.texts("borrower"), tape.texts("registration")) == (["空"], [""])
    refused = checked_text(tmp_path, text_of(heads, [*changed("borrower", "X"), "", ""]), terms)
    assert "must not be empty" in refused.faults.lines()[0]


def test_histories_and_past_loans_know_them_too(tmp_path):
    """A grade or a bank called 无 is none; a source is merely not given."""
    history = tmp_path / "history.csv"
    history.write_text("year,grade,obligors,defaults,source\n2020,无,10,1,NULL\n", "utf-8")
    with pytest.raises(ScenarioError, match="row 2, grade: stands for nothing and is no grade"):
        read_history(history)
    history.write_text("year,obligors,defaults,source\n2020,10,1,N/A\n", "utf-8")
    assert read_history(history).source == Own(str(history))
    loans = tmp_path / "loans.csv"
    columns = "loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months,bank"
    loans.write_text(f"{columns}\nA,1,1000,12,,,,无\n", "utf-8")
    with pytest.raises(ScenarioError, match="row 2, bank: stands for nothing"):
        read_replay(loans)
