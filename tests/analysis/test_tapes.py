"""Made-up and anonymised loan tapes."""

import numpy as np
import pytest

from simulator.analysis.tapes.anonymised_tape import anonymised
from simulator.analysis.tapes.sample_tape import sample_history, sample_tape
from simulator.inputs.tape import read_tape
from simulator.inputs.tape_fields import FIELDS
from simulator.scenario.read import read_scenario
from tests.inputs.tapes import AS_OF, ROOT, SAMPLES, TERMS


@pytest.fixture(scope="module")
def scenario():
    """Return the Hefei scenario."""
    return read_scenario(ROOT / "scenarios" / "hefei.toml").scenario


@pytest.fixture(scope="module")
def tape():
    """Return the tape that comes with the program."""
    return read_tape(SAMPLES / "loans.csv", TERMS)


def test_the_same_seed_makes_the_same_tape(scenario):
    """A sample is a function of scenario, number and seed; more loans leave the first firms' draws as they were."""
    assert sample_tape(scenario, 30, 7, AS_OF) == sample_tape(scenario, 30, 7, AS_OF)
    assert sample_tape(scenario, 30, 7, AS_OF) != sample_tape(scenario, 30, 8, AS_OF)
    assert sample_history(scenario, 40, 7)[:31] == sample_history(scenario, 30, 7)


def test_a_sample_has_the_scenarios_population(scenario, tape):
    """Shares of the sectors within four standard errors of borrowers, and defaults of past loans as their PDs say."""
    _, first = np.unique(tape.borrower, return_index=True)
    sectors = np.array(tape.texts("sector"))[first]
    for sector in scenario.sectors:
        share, n = sector.share, len(first)
        assert abs((sectors == sector.name).mean() - share) < 4 * np.sqrt(share * (1 - share) / n)
    rows = sample_history(scenario, 2000, 3)[1:]
    pd = sum(grade.share * sector.share * min(1, grade.pd_per_year * sector.pd_multiplier)
             for grade in scenario.grades for sector in scenario.sectors)  # fmt: skip
    defaults = np.mean([row[5] != "" for row in rows])
    assert abs(defaults - pd) < 4 * np.sqrt(pd * (1 - pd) / len(rows))


def test_anonymised_tapes_keep_their_structure(tape):
    """Who has several loans, order and distance of days, which amounts are 0 and which is larger, all choices."""
    changed = anonymised(tape, 5)
    assert sorted(np.bincount(changed.borrower)) == sorted(np.bincount(tape.borrower))
    for key in ("sector", "grade", "patent_type", "security", "is_renewal"):
        assert sorted(changed.texts(key)) == sorted(tape.texts(key))
    for one in (tape, changed):
        assert np.all(one.arrays["balance"] <= one.arrays["principal"])
        assert np.all(one.arrays["ip_part"] <= one.arrays["principal"])
    days = [np.sort(one.arrays["due_on"] - one.arrays["lent_on"]) for one in (tape, changed)]
    assert np.array_equal(*days)
    assert np.sum(changed.arrays["balance"] == 0) == np.sum(tape.arrays["balance"] == 0)


def test_anonymised_tapes_change_what_names_a_loan(tape):
    """No name stays, every day moves by 1 to 60 days, every amount by at most a fifth and the rounding."""
    changed = anonymised(tape, 5)
    for key in ("loan", "borrower", "bank", "branch", "product", "registration"):
        assert not set(changed.words[key]) & set(tape.words[key])
    order = np.random.Generator(np.random.Philox(5)).permutation(len(tape))
    before, after = tape.arrays["principal"][order], changed.arrays["principal"]
    assert np.all(np.abs(after - before) <= 0.2 * before + 10_000)
    assert np.mean(after == before) < 0.01
    moved = (tape.arrays["lent_on"][order] - changed.arrays["lent_on"]).astype(int)
    assert (moved.min() >= 1, moved.max() <= 60, len(np.unique(moved)) > 40) == (True, True, True)
    assert set(changed.arrays) == {field.key for field in FIELDS}


def test_another_secret_makes_another_tape(tape):
    """Only who knows the secret can undo the change."""
    one, two = anonymised(tape, 5), anonymised(tape, 6)
    assert not np.array_equal(one.arrays["principal"], two.arrays["principal"])
