"""What the numbers of an answer rest on: the facts and notes that every simulated answer shares."""

from simulator.answer import Basis
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario
from simulator.values import NOTHING, Number, Own, Phrase, phrase


def basis_of(scenario: Scenario, fitted: Fitted, notes: tuple[Phrase, ...] = ()) -> Basis:
    """Return title, stand-in, paths and seed of a scenario, a question's own notes, and those of every simulation.

    Parameters
    ----------
    fitted
        What the calibration of the scenario found.
    """
    shared = [*_calibration(scenario, fitted), *_purchase(scenario), _end(scenario), phrase("basis.intervals")]
    return _basis(scenario, scenario.run.paths, (*notes, *shared))


def computed_basis(scenario: Scenario, notes: tuple[Phrase, ...] = ()) -> Basis:
    """Return title, stand-in and a question's own notes where the answer is computed from the terms alone."""
    return _basis(scenario, 0, notes)


def _basis(scenario: Scenario, paths: int, notes: tuple[Phrase, ...]) -> Basis:
    about, clock = scenario.about, scenario.clock
    return Basis(
        title=Own(about.title, about.title_zh),
        stand_in=Own(about.stand_in, about.stand_in_zh) if about.stand_in else None,
        paths=paths,
        seed=scenario.run.seed,
        start=clock.start,
        years=clock.years,
        currency=scenario.currency,
        notes=notes,
    )


def paths_of(scenario: Scenario) -> Phrase:
    """Return "1,000 paths"."""
    return phrase("count.paths", n=Number(scenario.run.paths, "count"))


def _calibration(scenario: Scenario, fitted: Fitted) -> list[Phrase]:
    aims = scenario.calibration
    if aims is None:
        return []
    own = scenario.lender.other_income
    told = phrase(
        "basis.calibrated",
        scale=Number(fitted.pd_scale),
        income=Number(fitted.other_income, "share"),
        unused=NOTHING if own is None else phrase("basis.unused", own=Number(own, "share")),
        share=Number(aims.additional_share),
        cover=Number(aims.additional_share_at_ratio, "ratio"),
        pd=Number(aims.observed_pd, "share"),
        ratio=Number(aims.observed_pd_at_ratio, "ratio"),
    )
    counts = "basis.counts_all" if aims.observed_counts == "all" else "basis.counts_new_loans"
    return [told, phrase(counts, mean=Number(fitted.mean_pd, "share"))]


def _purchase(scenario: Scenario) -> list[Phrase]:
    scheme = scenario.scheme
    price = Number(scheme.purchase_price_share, "ratio")
    return [phrase("basis.purchase", price=price)] if scheme.timing == "purchase" else []


def _end(scenario: Scenario) -> Phrase:
    clock = scenario.clock
    years = phrase("count.years", n=Number(clock.years, "count"))
    return phrase("basis.run_off" if clock.run_off else "basis.no_run_off", years=years)
