"""Number formats: what a reader of the sheet sees is what is read, or the cell is refused."""

import pytest

from simulator.inputs.tables.formats import FormatError, kind_of

PLAIN = [
    "General", "G/通用格式", "0", "0.00", "#,##0.00", "#,##0.00_);[Red](#,##0.00)", "0.00E+00", "@", "# ?/?", '0"天"',
    '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', '[$¥-804]#,##0.00', '#,##0.00"元"', '0" 个月"', "000-0000",
    "[DBNum1]0", "[<1000]0.00;0",
]  # fmt: skip
PER_CENT = ["0%", "0.00%", "0.0 %", "#,##0.00%;[Red]-0.00%", "[>=1]0%;0.00%"]
DAYS = [
    "yyyy-mm-dd",
    "m/d/yy",
    '[$-804]yyyy"年"m"月"d"日"',
    "yyyy-mm-dd h:mm:ss",
    "mmm-yy",
    "d.m.",
    "[$-F800]dddd, mmmm",
]
OTHERS = [
    ('0!.0,"万"', "divided"), ("0.0,", "divided"), ("#,##0,,", "divided"), ("#,##0,.00", "divided"),
    ("0\\.0,", "divided"), ('[>=10000]0!.0,"万";0', "divided"), ('0.00"万元"', "word of scale"),
    ("0\\万", "word of scale"),
    ('0"k"', "word of scale"), ('0.00"%"', "word of scale"), ('0"‰"', "word of scale"), ('0"年"', "word of scale"),
    ('0"0000"', "other digits"), ("0!.00", "other digits"), ("[$$-409]#,##0.00", "another currency"),
    ("[$€-407]0", "another currency"), (";;;", "hides it"), ('"overdue"', "words in its place"),
    ("[h]:mm", "a time"), ("h:mm AM/PM", "a time"), ("0%%", "per cent of per cent"),
]  # fmt: skip


@pytest.mark.parametrize("code", PLAIN)
def test_a_format_that_shows_the_number_leaves_it(code):
    """Separators, colours, accounting, the yuan sign and units of time change no number."""
    assert kind_of(code, 12345.5) == "number"


@pytest.mark.parametrize("code", PER_CENT)
def test_a_format_in_per_cent_makes_a_share(code):
    """Whichever section shows it."""
    assert (kind_of(code, 0.0075), kind_of(code, 1.5)) == ("per cent", "per cent")


@pytest.mark.parametrize("code", DAYS)
def test_a_format_of_days_makes_a_day(code):
    """Also formats of one's own, with words of any language between."""
    assert kind_of(code, 46037.0) == "day"


@pytest.mark.parametrize(("code", "words"), OTHERS)
def test_a_format_that_shows_another_number_is_refused(code, words):
    """5,000,000 shown as 500万 is one number in the file and another on the screen."""
    with pytest.raises(FormatError, match=words):
        kind_of(code, 5_000_000.0)


def test_the_section_that_shows_the_number_counts():
    """A format may show small numbers as they are and large ones scaled, zero as a dash and negative ones otherwise."""
    assert kind_of('[>=10000]0!.0,"万";0', 500.0) == "number"
    assert kind_of('0.00%;-0.00%;"-"', 0.0) == "number"
    assert kind_of('0;-0;"无";@', 0.0) == "number"
    assert kind_of("0.00;0.00%", -0.5) == "per cent"
