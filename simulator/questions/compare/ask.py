"""Policies of one world compared on the same draws."""

from collections.abc import Mapping, Sequence
from typing import Any

from simulator.analysis import compare as comparing
from simulator.analysis.compare import Comparison, OnBatch, Progress
from simulator.errors import Fault, ScenarioError, wrong
from simulator.scenario.read import Reading
from simulator.scenario.study import Study, default_study, named_study
from simulator.values import Phrase

Policies = Mapping[str, Mapping[str, Any]]


def ask(
    scenario: Reading | Study,
    policies: Policies | None = None,
    *,
    ratios: Sequence[float] | None = None,
    fund_sizes: Sequence[float] | None = None,
    baseline: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    on_batch: OnBatch | None = None,
) -> Comparison:
    """Compare policies on the same draws: measures with intervals, and paired differences to a baseline.

    Parameters
    ----------
    scenario
        A scenario, or a study of `read_study`, which names its own policies.
    policies
        What differs from the scenario, by dotted key, for each policy by its name.
    ratios, fund_sizes
        Instead of `policies`: compensation ratios (0 to 1) and fund sizes (main currency units) to combine, with the
        breaker on and off; by default the standard ones.
    baseline
        Name of one of `policies`; default the scenario's own policy if it is among them, else the first.
    on_batch
        Called with the totals of every path of some policies, and their places in the study, before these are gone;
        the baseline is the first of each batch.

    Raises
    ------
    ScenarioError
        When a setting is wrong or of the world, or the policies are given twice.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    study = _study(scenario, policies, ratios, fund_sizes, baseline)
    return comparing.compare(study, threads=threads, progress=progress, on_batch=on_batch)


def _study(
    scenario: Reading | Study,
    policies: Policies | None,
    ratios: Sequence[float] | None,
    fund_sizes: Sequence[float] | None,
    baseline: str | None,
) -> Study:
    is_grid = ratios is not None or fund_sizes is not None
    if isinstance(scenario, Study):
        if is_grid or policies is not None or baseline is not None:
            raise _refused(wrong("compare.refused.study_alone"))
        return scenario
    if policies is not None and is_grid:
        raise _refused(wrong("compare.refused.policies_or_grid"))
    if policies is not None:
        return named_study(scenario, policies, baseline)
    if baseline is not None:
        raise _refused(wrong("compare.refused.baseline_alone"))
    return default_study(scenario, ratios, fund_sizes)


def _refused(what: Phrase) -> ScenarioError:
    return ScenarioError("compare", [Fault(what, "compare")])
