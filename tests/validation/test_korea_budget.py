"""Korea's budget of one year against the claims of one half-year, replayed loan by loan through the shipped scheme."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import main

KOREA = Path(__file__).parents[2] / "scenarios" / "schemes" / "korea.toml"
# Newsis, 2024-11-05: loans of 2.31 tn won, 2.55 % of them in default in the first half of 2024.
BALANCE, DEFAULTED = 2_310_000_000_000, 0.0255
# Budget of 2024: sentv, 2020-02-18; KIPO, 2024-10-18. Price: (106 x 0.50 + 201 x 0.30) / 307 = 0.37, kollo.kr.
BUDGET, PRICE = 1_700_000_000, 0.37
LOANS = 4_000


def write_book(folder: Path) -> Path:
    """Write 4,000 equal loans of which 102 (2.55 %) default in one month and whose patents find no buyer."""
    defaults = round(LOANS * DEFAULTED)
    rows = ["loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months"]
    rows += [f"{i},1,{BALANCE // LOANS},12,{'2,0,24' if i < defaults else ',,'}" for i in range(LOANS)]
    file = folder / "loans.csv"
    file.write_text("\n".join(rows) + "\n")
    return file


@pytest.mark.parametrize(
    "words", [(), ("--set", "scheme.claim_lag_months=3"), ("--set", "scheme.compensation_ratio=0.1")]
)
def test_the_budget_pays_eight_per_cent_of_the_claims(tmp_path, words):
    """1.7 bn / (37 % of 2.55 % of 2.31 tn) = 7.80 %: to the won, since no interest and no sale adds to the budget.

    102 of 4,000 is 2.55 % exactly, so the only tolerance is that of rounding; one budget is one year (clock.years = 1),
    and all claims fall due within it, whatever the wait of up to ten months.
    A purchase pays its price, not the compensation ratio.
    """
    book = write_book(tmp_path)
    result = CliRunner().invoke(
        main, ["replay", str(KOREA), str(book), "--set", "clock.years=1", *words, "--json", "--quiet"]
    )
    assert result.exit_code == 0, result.output
    balances = {row["row"]: row["balance"] for row in json.loads(result.stdout)["tables"]["balances"]}
    claims = PRICE * DEFAULTED * BALANCE
    assert balances["claims_approved"] == pytest.approx(claims, abs=1)
    assert balances["fund_paid"] == BUDGET
    assert balances["fund_paid"] / balances["claims_approved"] == pytest.approx(0.0780, abs=5e-5)
