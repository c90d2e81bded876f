"""Ledgers worked out by hand, and an engine that returns them: nothing here was simulated."""

from types import SimpleNamespace

import numpy as np

from simulator.analysis.path_totals import COLUMNS, PathTotals
from simulator.ledger import MONTH_ROWS, Ledger
from simulator.rules.calibration import Fitted
from simulator.scenario.study import Policy, Study, policy_name
from tests.reporting.synthetic import synthetic_scenario

COUNTS = {"loans_covered", "defaults_covered", "first_depleted", "months_shut", "years_without_claim"}


def policy(ratio=0.4, fund_size=2_000.0, is_on=True, *, name=None, scenario=None, **sections):
    """Return a policy of the made-up scenario, through the scenario's own checks."""
    values = (scenario or synthetic_scenario()).model_dump(mode="json")
    values["scheme"]["compensation_ratio"] = ratio
    values["fund"]["fund_size"] = fund_size
    values["breaker"]["is_on"] = is_on
    for section, changes in sections.items():
        values[section].update(changes)
    settings = {"scheme.compensation_ratio": ratio, "fund.fund_size": fund_size, "breaker.is_on": is_on}
    checked = type(synthetic_scenario()).model_validate(values, strict=False)
    return Policy(name or policy_name(settings), settings, checked)


def ledger(policies, arms=None, balances=None):
    """Return a ledger from one dict per policy: column -> value per path, in yuan unless it is a count."""
    paths = len(next(iter(policies[0].values())))
    columns = tuple(COLUMNS)

    def table(rows):
        totals = np.zeros((paths, len(rows), len(columns)), dtype=np.int64)
        for place, row in enumerate(rows):
            for name, values in row.items():
                unit = 1 if name in COUNTS else 100
                totals[:, place, columns.index(name)] = np.asarray(values) * unit
        return totals

    balances = np.zeros((paths, 1, 0), dtype=np.int64) if balances is None else balances
    months = np.zeros((balances.shape[1], len(MONTH_ROWS), balances.shape[2]))
    months[:, MONTH_ROWS.index("balance")] = balances.mean(axis=0)
    no_arms = [{"lent_uncovered": [0] * paths}] * len(policies)
    return Ledger(table(policies), table(arms or no_arms), columns, months, balances, np.zeros_like(balances), ())


def totals_of(ledger, policies, shut_rows=1):
    """Return the totals of a ledger that holds all columns, one arm per policy."""
    columns = [ledger.columns.index(name) for name in COLUMNS]
    values, arms = (
        np.ascontiguousarray(table[:, :, columns].transpose(2, 1, 0)) for table in (ledger.totals, ledger.arms)
    )
    return PathTotals(tuple(policies), values, arms, np.arange(len(policies)), shut_rows)


def study(policies, baseline=0):
    """Return a study of these policies."""
    return Study("Made up", "Which?", policies[baseline].name, tuple(policies))


class Engine:
    """Stands in for the engine: totals follow from the policy and the number of the path alone."""

    def __init__(self, monkeypatch, totals_of, months=3):
        self.totals_of, self.months, self.runs = totals_of, months, []
        monkeypatch.setattr("simulator.analysis.worlds.prepare", self.prepare)
        monkeypatch.setattr("simulator.analysis.worlds.is_compiled", lambda: True)
        monkeypatch.setattr("simulator.analysis.path_totals.simulate", self.simulate)

    def prepare(self, scenario, policies, *, seed):
        layout = SimpleNamespace(arm_of=np.zeros(len(policies), dtype=np.int64))
        lanes = SimpleNamespace(flags=np.zeros(20, dtype=np.int64))
        return SimpleNamespace(
            scenario=scenario, policies=policies, layout=layout, lanes=lanes, fitted=Fitted(1.25, 0.0031, 0.03)
        )

    def simulate(self, prepared, paths, *, first_path, threads, columns, watched, progress):
        assert columns == COLUMNS
        self.runs.append((len(prepared.policies), first_path, paths))
        path = np.arange(first_path, first_path + paths)
        rows = [self.totals_of(policy, path) for policy in prepared.policies]
        arms = [{"lent_uncovered": 100 + path % 3}] * len(rows)
        month = np.arange(self.months + 1)
        # Month by month the balance falls by the number of the path, in fen.
        balances = 1_000_000 - path[:, None, None] * month[None, :, None] * np.ones(
            (1, 1, len(watched)), dtype=np.int64
        )
        if progress is not None:
            progress(paths, paths)
        return ledger(rows, arms, balances)
