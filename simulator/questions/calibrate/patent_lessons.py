"""What appraisals, sales and renewals of patents teach: decay of value, its volatility, lapse."""

import numpy as np

from simulator.analysis.intervals import proportion_interval
from simulator.errors import NoAnswerError, wrong
from simulator.inputs.history import History
from simulator.questions.calibrate.learnt import DRAWS, Floats, Learnt, Lesson, Stream, draws_of
from simulator.questions.calibrate.likelihood import interval_of
from simulator.values import Number, phrase

FEWEST_PATENTS = 5


def lesson_of_values(history: History) -> Lesson:
    """Return decay by sector and volatility from patents valued twice.

    log(after / before) over t years is normal with mean -(d + s^2 / 2) t and variance s^2 t; s is common to all
    sectors. Intervals are exact: chi-square for s^2, normal given s^2 for the mean.

    Raises
    ------
    NoAnswerError
        When there are fewer than five patents beyond one per sector, or all change alike.
    """
    time = history.numbers["years"]
    change = np.log(history.numbers["value_after"] / history.numbers["value_before"])
    sector = np.array(history.texts.get("sector", ("",) * len(time)))
    names = list(dict.fromkeys(sector.tolist()))
    slope = {name: change[sector == name].sum() / time[sector == name].sum() for name in names}
    freedom = len(time) - len(names)
    squares = float(((change - np.array([slope[name] for name in sector]) * time) ** 2 / time).sum())
    if freedom < FEWEST_PATENTS or squares < 1e-12:
        few = wrong("calibrate.fault.few_patents", n=len(time), sectors=str(len(names)), least=str(FEWEST_PATENTS))
        raise NoAnswerError(history.at(few))
    rng = draws_of(Stream.PATENT_VALUES)
    variance, variances = squares / freedom, squares / rng.chisquare(freedom, 20 * DRAWS)
    spread = np.sqrt(variances)
    rows = [
        Learnt("volatility", "log points", float(np.sqrt(variance)), *interval_of(spread), "likelihood",
               "spread_of_changes", "patents.volatility")
    ]  # fmt: skip
    draws: dict[str, Floats] = {"patents.volatility": spread[:DRAWS]}
    settings: dict[str, object] = {}
    for name in names:
        slopes = slope[name] + spread / np.sqrt(time[sector == name].sum()) * rng.standard_normal(len(spread))
        decays = -slopes - variances / 2
        label, of = ("decay_of", (name,)) if name else ("decay", ())
        found = float(-slope[name] - variance / 2)
        key = f"sectors.{name}.patent_decay_per_year" if name and found >= 0 else ""
        rows.append(Learnt(label, "per year", found, *interval_of(decays), "likelihood",
                           "mean_change", key, of=of))  # fmt: skip
        if key:
            draws[key] = np.maximum(decays[:DRAWS], 0)
            settings[f"sectors.{name}.obsolescence_per_year"] = 0.0
    note = phrase("calibrate.note.jumps" if settings else "calibrate.note.no_decay")
    title = phrase("calibrate.title.values", n=Number(len(time), "count"))
    return Lesson(title, history.source, tuple(rows), (note,), settings, draws)


def lesson_of_renewals(history: History) -> Lesson:
    """Return the hazard -log(1 - lapsed / due) that a patent lapses for unpaid fees, by the exact interval."""
    due, renewed = int(history.numbers["due"].sum()), int(history.numbers["renewed"].sum())
    part = proportion_interval(due - renewed, due)
    if part.value >= 1:
        raise NoAnswerError(history.at(wrong("calibrate.fault.no_renewal")))
    value, low, high = (float(-np.log1p(-share)) for share in (part.value, part.low, part.high))
    rng = draws_of(Stream.RENEWALS)
    lapsed = rng.beta(due - renewed + 0.5, renewed + 0.5, DRAWS)
    return Lesson(
        title=phrase("calibrate.title.renewals", n=Number(due, "count")),
        source=history.source,
        learnt=(
            Learnt("lapse", "per year", value, low, high, "exact", "fees_not_paid", "patents.fee_lapse_per_year"),
        ),
        notes=(phrase("calibrate.note.fees"),),
        draws={"patents.fee_lapse_per_year": -np.log1p(-lapsed)},
    )  # fmt: skip
