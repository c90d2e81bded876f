"""Hindcasts written by hand."""

from simulator.analysis.measures import measures_of
from simulator.estimate import Estimate
from simulator.questions.hindcast.ask import Hindcasts
from simulator.questions.hindcast.scheme import Hindcast, HindcastRow
from simulator.rules.calibration import Fitted
from simulator.scenario.outcomes import Outcome, Outcomes
from tests.reporting.synthetic import synthetic_scenario

DEFINITIONS = {m.definition.key: m.definition for m in measures_of(synthetic_scenario())}


def row(key, published, model, verdict, years=10):
    """Return one row; the model's interval is 10 % to either side, the paths' range 20 %."""
    estimate = Estimate(model, 0.9 * model, 1.1 * model, "mean")
    outcome = Outcome(key, published, "A page", verdict == "input", f"Note on {key}.", f"关于{key}。")
    return HindcastRow(outcome, DEFINITIONS[key], estimate, 0.8 * model, 1.2 * model, verdict, years)


def scheme(*rows, is_window_known=True):
    """Return a scheme with these rows."""
    outcomes = Outcomes("Made up", "Because.", is_window_known, (synthetic_scenario(),), (), "虚构", "因为。")
    return Hindcast(outcomes, rows, Fitted(1.0, 0.0, 0.03))


def found(*schemes):
    """Return hindcasts of several schemes."""
    return Hindcasts({f"{number}-made_up": one for number, one in enumerate(schemes, start=1)})
