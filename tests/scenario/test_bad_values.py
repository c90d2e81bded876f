"""Values that a scenario refuses, and the words in which it does."""

from collections.abc import Callable

import pytest

Faults = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "compensation_ratio = 0.35",
            "compensation_ratio = 70",
            "must be at most 1 (share) (got 70); write 0.7 for 70 %",
        ),
        ("compensation_ratio = 0.35", "compensation_ratio = -1", "must be at least 0 (share) (got -1)"),
        ("compensation_ratio = 0.35", "compensation_ratio = true", "must be a number from 0 to 1 (got true)"),
        ("compensation_ratio = 0.35", "compensation_ratio = nan", "must be a number from 0 to 1 (got nan)"),
        ("compensation_ratio = 0.35", "compensation_ratio = inf", "must be a number from 0 to 1 (got inf)"),
        (
            "compensation_ratio = 0.35",
            'compensation_ratio = "0.35"',
            'must be a number from 0 to 1 (got "0.35"); write 0.35 without quotes',
        ),
        (
            "compensation_ratio = 0.35",
            'compensation_ratio = "35 %"',
            'must be a number from 0 to 1 (got "35 %"); write 0.35',
        ),
        (
            "compensation_ratio = 0.35",
            'compensation_ratio = "a third"',
            'must be a number from 0 to 1 (got "a third")',
        ),
        ("compensation_ratio = 0.35", 'compensation_ratio = "nan"', 'must be a number from 0 to 1 (got "nan")'),
        ("compensation_ratio = 0.35", "compensation_ratio = [1]", "must be a number from 0 to 1 (got [1])"),
        ("compensation_ratio = 0.35", "compensation_ratio = {}", "must be a number from 0 to 1 (got {...})"),
        (
            "asset_correlation = 0.05",
            "asset_correlation = 1.2",
            "must be below 1 (share) (got 1.2); write 0.012 for 1.2 %",
        ),
        ("leverage_multiple = 10", "leverage_multiple = 0", "must be above 0 (multiple) (got 0)"),
        (
            "is_on = true",
            'is_on = "true"',
            'must be true or false, without quotes (got "true"); write true without quotes',
        ),
        ("is_on = true", "is_on = 1", "must be true or false, without quotes (got 1); write true"),
        ("is_on = true", 'is_on = "yes"', 'must be true or false, without quotes (got "yes")'),
        ("is_on = true", "is_on = 3", "must be true or false, without quotes (got 3)"),
        ('title = "A small scheme"', "title = 5", 'must be text in quotes (got 5); write "5"'),
        (
            'title = "A small scheme"',
            "title = 2026-01-31",
            'must be text in quotes (got 2026-01-31); write "2026-01-31"',
        ),
        ('title = "A small scheme"', "title = true", "must be text in quotes (got true)"),
        ('title = "A small scheme"', "title = []", "must be text in quotes (got [])"),
        ('title = "A small scheme"', 'title = ""', "must be text of at least 1 characters (got 0 characters)"),
        (
            'currency = "CNY"',
            'currency = "CNX"',
            'must be one of "CNY", "KRW", "USD", "EUR" (got "CNX"); did you mean CNY?',
        ),
        ('currency = "CNY"', "currency = 5", 'must be one of "CNY", "KRW", "USD", "EUR" (got 5); write "5"'),
        (
            "months = 12",
            "months = 12.0",
            "must be a whole number from 1 to 120 (got 12); write 12 without a decimal point",
        ),
        ("months = 12", "months = 12.5", "must be a whole number from 1 to 120 (got 12.5)"),
        ("per_month = 10", "per_month = 9223372036854775808", "is too large a number (got 9223372036854775808)"),
        (
            "per_month = 10",
            "per_month = 0x" + "f" * 9000,
            "is too large a number (got >1e30)",
        ),
        ("fund_size = 20_000_000", "fund_size = 0.001", "must have at most two decimals (got 0.001)"),
        (
            "fund_size = 20_000_000",
            'fund_size = "5 million won"',
            'is an amount in KRW, but the scenario\'s currency is CNY (got "5 million won")',
        ),
        (
            "fund_size = 20_000_000",
            'fund_size = "much"',
            'must be a number such as 5_000_000, or a text such as "500 万元" or "5 million" (got "much")',
        ),
        (
            "[about]",
            "[about]\nquestion = '''" + "x" * 4001 + "'''",
            "must be text of at most 4000 characters (got 4001",
        ),
        ("[about]", '[clock]\nstart = "2026-07"\n[about]', 'must be text such as "2026-01", a January (got "2026-07")'),
    ],
)
def test_a_bad_value_is_refused_in_plain_words(
    faults_of: Faults, small_text: str, old: str, new: str, fault: str
) -> None:
    """One line says where, what is wrong, what was given, what is allowed, and the way out."""
    (line,) = faults_of((old, new))
    where, _, words = line.split(": ", 2)
    added = new.index("question") if "question" in new else new.index("start") if "start" in new else 0
    number = small_text[: small_text.index(old)].count("\n") + new[:added].count("\n") + 1
    assert where == f"small.toml:{number}"
    assert words.startswith(fault)
    assert words.endswith(fault) or "characters" in fault


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("fund_size =", "fund_sise =", "fund.fund_sise: unknown key; did you mean fund_size?"),
        ("[fund]\n", "[fund]\ncompensation_ratio = 1\n", "did you mean scheme.compensation_ratio?"),
        ("[fund]\n", "[fund]\nzzz = 1\n", "fund.zzz: unknown key; known here: fund_size, is_unlimited,"),
        ("[patents]\n", "[patents]\nzzz = 1\n", "patents.zzz: unknown key"),
        ("[gate]", "[gates]", "gates: unknown key; did you mean gate?"),
        ('name = "bio"', 'name = "bio"\npd = 1', "sectors.bio.pd: unknown key"),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest_one(faults_of: Faults, old: str, new: str, fault: str) -> None:
    """Nothing unknown is passed over in silence, and a slip of the pen is put right."""
    assert any(fault in line for line in faults_of((old, new)))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("fund_size = 20_000_000", "", "fund.fund_size: is required, but missing; give a number from 0 to"),
        ("[lender]", "[lender_]", "lender: is required, but missing; give a table [lender]"),
        ('name = "bio"\n', "", "sectors.1.name: is required, but missing; give text in quotes"),
        ('confidence = "read", ', "", "confidence: is required, but missing; give one of"),
    ],
)
def test_a_missing_value_is_named_with_what_to_give(faults_of: Faults, old: str, new: str, fault: str) -> None:
    """What has no default must be given; the message says as what."""
    assert any(fault in line for line in faults_of((old, new)))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("share = 0.75", "share = 0.7", "sectors: the shares must sum to 1 (got 0.25 + 0.7 = 0.95)"),
        ("share = 0.6\npd", "share = 0.2\npd", "grades: the shares must sum to 1 (got 0.2 + 0.4 = 0.6)"),
        ("24, share = 0.5", "24, share = 0.6", "loans.terms: the shares must sum to 1 (got 0.5 + 0.6 = 1.1)"),
        ("terms = [{ months = 12, share = 0.5 }, { months = 24, share = 0.5 }]", "terms = []", "at least one must be"),
        ('name = "bio"', 'name = "AI "', 'sectors.AI.name: two have the same name (got "AI"); each needs its own'),
        ("leverage_multiple = 10", 'excluded_sectors = ["boi"]', '(got "boi"); did you mean bio?'),
        ("leverage_multiple = 10", 'excluded_grades = ["bad"]', 'must be one of the grades "good", "weak" (got "bad")'),
        ('"fund.fund_size"', '"fund.fund_sise"', "is not a key of a scenario; did you mean fund.fund_size?"),
        ('"sectors.AI.share"', '"sectors.Al.share"', "is not a key of a scenario"),
        ('"sectors.AI.share"', '"sectors..share"', "is not a key of a scenario"),
        ("low = 1e7", "low = 5e7", "low: must not be above high (got 50000000 and 40000000)"),
        ("off_below = 0.03", "off_below = 0.9", "breaker.off_below: must not be above on_at_least (got 0.9)"),
        (
            "per_month = 10",
            "per_month = 10\namount_min = 9\namount_max = 5",
            "applications.amount_min: must not be above",
        ),
        ("persistence = 0.9", 'persistence = 0.9\ncopula = "t"', "economy.copula: "),
    ],
)
def test_values_that_contradict_each_other_are_refused(faults_of: Faults, old: str, new: str, fault: str) -> None:
    """Shares, names, limits and sources must fit together."""
    (line,) = faults_of((old, new))
    assert fault in line


def test_a_book_needs_known_sectors_and_grades(faults_of: Faults) -> None:
    """A segment of old loans points at the sectors and grades of the file, each fault at its own line."""
    segment = '[[book]]\nname = "old"\ncount = 3\nprincipal = 1e6\nmonths_left = 6\nsector = "AJ"\ngrade = "best"\n'
    first, second = faults_of(("[fund]\n", f"{segment}[fund]\n"))
    assert 'book.old.sector: must be one of the sectors "AI", "bio" (got "AJ")' in first
    assert 'book.old.grade: must be one of the grades "good", "weak" (got "best")' in second
    assert int(second.split(":")[1]) == int(first.split(":")[1]) + 1


def test_one_bracket_instead_of_two_is_pointed_out(faults_of: Faults) -> None:
    """A list of one table written as a table is the commonest slip with lists."""
    assert any("write [[banks]] with two brackets" in line for line in faults_of(("[[banks]]", "[banks]")))


def test_all_faults_come_at_once_in_the_order_of_the_lines(faults_of: Faults, small_text: str) -> None:
    """Five mistakes in different sections give five lines, so that the file is put right in one go."""
    faults = faults_of(
        ("persistence = 0.9", "persistence = 1.5"),
        ("share = 0.75", "share = 0.7"),
        ("risk_weight = 0.85", 'risk_weight = "high"'),
        ("fund_size = 20_000_000", 'fund_size = "5 million won"'),
        ("is_on = true", "is_onn = true"),
    )
    keys = ("persistence", "[[sectors]]", "risk_weight", "fund_size = 20", "is_on")
    lines = [small_text[: small_text.index(key)].count("\n") + 1 for key in keys]
    assert [int(fault.split(":")[1]) for fault in faults] == lines
    assert [fault.split(": ")[1] for fault in faults] == [
        "economy.persistence",
        "sectors",
        "lender.risk_weight",
        "fund.fund_size",
        "breaker.is_onn",
    ]


def test_faults_of_settings_name_the_option(faults_of: Faults) -> None:
    """A wrong --set is not blamed on a line of the file."""
    (fault,) = faults_of(settings=("scheme.compensation_ratio=70",))
    assert fault.startswith("--set scheme.compensation_ratio: scheme.compensation_ratio: must be at most 1")


def test_very_many_faults_are_cut_off_with_their_number(faults_of: Faults) -> None:
    """A file of nonsense gives 200 lines and the number of the rest."""
    faults = faults_of(("[fund]\n", "[fund]\n" + "".join(f"k{number} = 1\n" for number in range(250))))
    assert len(faults) == 201
    assert faults[-1] == "and 50 more"
