"""Named policies side by side: the difference each makes to the baseline, with its interval."""

from collections.abc import Sequence

from simulator.analysis.compare import Comparison, MeasureDefinition
from simulator.charts import Axis, Chart, Dots, Reference, Rows
from simulator.questions.compare import points as policies
from simulator.questions.names import measure_name
from simulator.values import Number, Unit, Value, is_defined, phrase

MOST_POLICIES = 24
POLICY_MEASURES = ("additional_lending", "fiscal_cost", "p_depleted", "idle_share")


def differences(comparison: Comparison) -> Chart:
    """Return one panel per measure and one row per policy: paired difference to the baseline."""
    shown = policy_names(comparison)
    rows = [(name, policies.said_policy(policies.point_named(comparison, name))) for name in shown]
    measures = policies.chosen_measures(comparison, POLICY_MEASURES)
    left_out = len(comparison.points) - 1 - len(shown)
    baseline = policies.said_policy(policies.baseline_of(comparison))
    more = (phrase("compare.more", count=Number(left_out, "count")),) if left_out else ()
    return Chart(
        "policies",
        phrase("compare.policies.title", baseline=baseline),
        tuple(difference_panel(comparison, measure, rows) for measure in measures),
        (phrase("compare.policies.note", baseline=baseline), *more),
        columns=len(measures),
    )


def policy_names(comparison: Comparison) -> tuple[str, ...]:
    """Return the policies that get a row: the first of those beside the baseline."""
    found = [point.name for point in comparison.points if point.name != comparison.baseline]
    return tuple(found[:MOST_POLICIES])


def difference_panel(comparison: Comparison, measure: MeasureDefinition, rows: Sequence[tuple[str, Value]]) -> Rows:
    """Return the paired differences of one measure, one row a policy with the words that stand beside it."""
    unit: Unit = "points" if measure.unit in ("share", "probability") else measure.unit
    found = [comparison.differences.get((name, measure.key)) for name, _ in rows]
    cells = tuple(None if difference is None or not is_defined(difference) else difference for difference in found)
    names_said = tuple(said for _, said in rows)
    zero = (Reference(0.0, "upright", form="plain"),)
    return Rows(Axis(None, unit), names_said, (Dots(None, cells),), zero, measure_name(measure.key))
