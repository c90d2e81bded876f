"""Small loan tapes written to a file and read again, and a scenario in which they are easily worked by hand."""

import csv
from pathlib import Path
from typing import Any

import numpy as np

from simulator.inputs.tape import Tape, read_tape
from simulator.inputs.tape_check import Terms
from simulator.scenario.model import Scenario
from tests.engines import books
from tests.rules.bank_rules import bank_rules

AS_OF = np.datetime64("2026-06-30")
PLAIN: dict[str, str] = {
    "loan": "",
    "borrower": "",
    "bank": "bank",
    "branch": "east",
    "product": "one",
    "sector": "all",
    "grade": "",
    "pd (share)": "0.02",
    "principal (yuan)": "1000000",
    "balance (yuan)": "1000000",
    "rate (share)": "0.05",
    "lent_on": "2026-06-30",
    "due_on": "2027-06-30",
    "repayment": "bullet",
    "ip_part (yuan)": "",
    "other_collateral (yuan)": "",
    "filed_on": "2026-06-30",
    "registration": "",
    "days_past_due": "0",
    "claim_filed_on": "",
    "claim_filed (yuan)": "",
    "claim_refused_on": "",
    "claim_refused (yuan)": "",
    "appraised_value (yuan)": "",
    "patent_type": "",
}


def tape(folder: Path, *loans: dict[str, Any], sectors: tuple[str, ...] = ("all",)) -> Tape:
    """Return a tape with these loans, each a table of what differs from a sound one of 1 m yuan due in a year."""
    file = folder / "tape.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(PLAIN)
        for i, loan in enumerate(loans):
            own = {**PLAIN, "loan": f"L{i}", "borrower": f"B{i}", **_with_units(loan)}
            writer.writerow(list({**own, "registration": own["registration"] or f"R-{own['borrower']}"}.values()))
    return read_tape(file, Terms(AS_OF, sectors, units_right=frozenset(("pd", "rate", "principal"))))


def _with_units(loan: dict[str, Any]) -> dict[str, str]:
    heading = {name.split(" ")[0]: name for name in PLAIN}
    return {heading[key]: str(value) for key, value in loan.items()}


def scenario(**changes: Any) -> Scenario:
    """Return a scenario without correlation: a quarter recovered at once, half of the loss compensated at once."""
    base: dict[str, Any] = {
        "scheme": {"compensation_ratio": 0.5},
        "fund": {"fund_size": 1e10},
        "bank_rules": bank_rules().model_dump(),
    }
    return books.scenario(**books.merged(base, changes))
