"""What workouts teach: loss given default, what a sale brings, months to the sale."""

import math

import numpy as np

from simulator.inputs.history import History
from simulator.questions.calibrate.learnt import DRAWS, Fit, Floats, Learnt, Lesson, Stream, draws_of
from simulator.questions.calibrate.likelihood import interval_of
from simulator.questions.calibrate.recovery_laws import (
    FEWEST_CASES,
    RecoveryLaw,
    closing_weights,
    fit_months,
    fit_recoveries,
    kaplan_meier,
)
from simulator.values import Number, Phrase, phrase

_LONGEST_LAG = 240


def lesson_of_recoveries(history: History) -> Lesson:
    """Return loss given default (beta with atoms), sale shares where values are given, and months to the sale.

    Raises
    ------
    NoAnswerError
        When fewer than eight cases are closed, or they are too much alike.
    """
    numbers = history.numbers
    rates, is_closed = numbers["recovered"] / numbers["owed"], numbers["is_closed"] > 0
    weights = closing_weights(numbers["months"], is_closed)
    law = fit_recoveries(rates[is_closed], np.ones(int(is_closed.sum()), dtype=bool), weights)
    months, month_draws = fit_months(numbers["months"], is_closed)
    lags = _lags(months)
    owed, recovered = numbers["owed"][is_closed], numbers["recovered"][is_closed]
    by_money, loss_draws = _loss_by_money(owed, recovered, weights)
    rows = [
        by_money,
        *_loss_rows(law, rates, is_closed),
        *_month_rows(months, month_draws, numbers["months"], is_closed),
    ]
    draws = {"lender.loss_given_default": loss_draws}
    notes = [phrase("calibrate.note.lags"), phrase("calibrate.note.money")]
    if not is_closed.all():
        notes.append(
            phrase(
                "calibrate.note.open",
                n=Number(int(np.sum(~is_closed)), "count"),
                cases=phrase("calibrate.cases", n=Number(len(rates), "count")),
                longest=Number(float(numbers["months"][is_closed].max()), "count"),
            )
        )
    if "value" in numbers:
        rows += _sale_rows(history, is_closed, law, weights, notes)
    return Lesson(
        title=phrase("calibrate.title.recoveries", n=Number(len(rates), "count")),
        source=history.source,
        learnt=tuple(rows),
        notes=tuple(notes),
        settings={"disposal.lag_months_min": lags[0], "disposal.lag_months_max": lags[1]},
        draws=draws,
        fits=(
            _fit_of_rates(law, rates[is_closed], weights),
            _fit_of_months(months, month_draws, numbers["months"], is_closed),
        ),
    )


def _lags(months: Floats) -> tuple[int, int]:
    mean, half = float(months[0]), math.sqrt(3) * float(months[1])
    low = min(max(0, round(mean - half)), _LONGEST_LAG)
    return low, min(max(low, round(2 * mean) - low), _LONGEST_LAG)


def _loss_by_money(owed: Floats, recovered: Floats, weights: Floats) -> tuple[Learnt, Floats]:
    """Return loss given default per unit owed over all cases, and draws of it, (DRAWS,).

    The draws weight the cases by Dirichlet chances (Rubin 1981): amounts and recoveries stay together as they came.
    """
    chances = draws_of(Stream.LOSS_BY_MONEY).dirichlet(np.ones(len(owed)), size=DRAWS) * weights
    draws = 1 - (chances @ recovered) / (chances @ owed)
    value = 1 - float((weights @ recovered) / (weights @ owed))
    row = Learnt(
        "loss_by_money", "share", value, *interval_of(draws), "resampled", "recovered_of_owed",
        "lender.loss_given_default",
    )  # fmt: skip
    return row, draws


def _loss_rows(law: RecoveryLaw, rates: Floats, is_closed: np.ndarray) -> list[Learnt]:
    mean = 1 - float(law.mean(law.parameters))
    rows = [
        Learnt("loss_by_case", "share", mean, *interval_of(1 - law.mean(law.draws)), "likelihood", "mean_recovered")
    ]  # fmt: skip
    names = [name for name, has in (("nothing_recovered", law.has_zeros), ("all_recovered", law.has_ones)) if has]
    zero, one, _, _ = law.shares(law.parameters)
    all_zero, all_one, _, _ = law.shares(law.draws)
    of_name = {"nothing_recovered": (zero, all_zero), "all_recovered": (one, all_one)}
    rows += [
        Learnt(name, "share", float(of_name[name][0]), *interval_of(of_name[name][1]), "likelihood",
               "ended_so")
        for name in names
    ]  # fmt: skip
    closed = 1 - rates[is_closed]
    half = 1.96 * float(closed.std(ddof=1)) / math.sqrt(len(closed))
    middle = float(closed.mean())
    rows.append(
        Learnt("loss_by_case", "share", middle, max(middle - half, 0), min(middle + half, 1), "closed_only",
               "plain_mean")
    )  # fmt: skip
    return rows


def _month_rows(months: Floats, draws: Floats, given: Floats, is_closed: np.ndarray) -> list[Learnt]:
    by = "closing"
    rows = [
        Learnt(name, "months", float(months[place]), *interval_of(draws[:, place]), "gamma", by)
        for place, name in enumerate(("mean_time", "spread_of_time"))
    ]
    points, above, low, high = kaplan_meier(given, is_closed)
    if above.min() <= 0.5:
        middle, first, last = (_first_below_half(points, curve) for curve in (above, low, high))
        rows.append(Learnt("median_time", "months", middle, first, last, "kaplan_meier", by))
    return rows


def _first_below_half(points: Floats, curve: Floats) -> float:
    """Return the first point at which a falling curve is at most a half; the last one when it never is."""
    is_below = np.flatnonzero(curve <= 0.5)
    return float(points[is_below[0] if len(is_below) else -1])


def _sale_rows(
    history: History, is_closed: np.ndarray, law: RecoveryLaw, weights: Floats, notes: list[Phrase]
) -> list[Learnt]:
    """Return the part of cases sold and the sale's proceeds per value; full recoveries are lower bounds of these."""
    owed, recovered, value = (history.numbers[name] for name in ("owed", "recovered", "value"))
    is_sold = is_closed & (recovered > 0)
    zero, all_zero = law.shares(law.parameters)[0], law.shares(law.draws)[0]
    rows = [
        Learnt("sold", "share", 1 - float(zero), *interval_of(1 - all_zero), "likelihood",
               "brought_anything", "disposal.sold_share")
    ]  # fmt: skip
    if is_sold.sum() < FEWEST_CASES:
        sales, needed = Number(int(is_sold.sum()), "count"), Number(FEWEST_CASES, "count")
        notes.append(phrase("calibrate.note.few_sales", n=sales, needed=needed))
        return rows
    shares = np.minimum(recovered[is_sold] / value[is_sold], 1.0)
    of_sale = fit_recoveries(shares, (recovered < owed)[is_sold], weights[is_sold[is_closed]])
    by = "proceeds"
    spreads = [_mean_and_spread(of_sale, parameters) for parameters in (of_sale.parameters, of_sale.draws)]
    keys = ("disposal.sale_share_mean", "disposal.sale_share_sd")
    for place, (name, key) in enumerate(zip(("proceeds_per_value", "spread_of_proceeds"), keys, strict=True)):
        ends = interval_of(spreads[1][place])
        rows.append(Learnt(name, "share", float(spreads[0][place]), *ends, "likelihood", by, key))
    return rows


def _mean_and_spread(law: RecoveryLaw, parameters: Floats) -> tuple[Floats, Floats]:
    _, one, mean, precision = law.shares(parameters)
    second = one + (1 - one) * mean * (mean * precision + 1) / (precision + 1)
    middle = one + (1 - one) * mean
    return np.asarray(middle), np.sqrt(second - middle**2)


def _fit_of_rates(law: RecoveryLaw, rates: Floats, weights: Floats) -> Fit:
    x = np.unique(np.concatenate([np.linspace(0, 1, 101), rates]))
    observed = np.array([weights[rates <= point].sum() for point in x]) / weights.sum()
    curves = np.array([law.at_most(x, parameters) for parameters in law.draws[:200]])
    low, high = np.quantile(curves, (0.025, 0.975), axis=0)
    return Fit(
        "part_recovered", x, observed, low, law.at_most(x, law.parameters), high, "law",
    )  # fmt: skip


def _fit_of_months(months: Floats, draws: Floats, given: Floats, is_closed: np.ndarray) -> Fit:
    points, above, _, _ = kaplan_meier(given, is_closed)
    x = np.unique(np.concatenate([np.linspace(0, float(given.max()), 101), points]))
    curves = np.array([_gamma_cdf(x, pair) for pair in draws[:200]])
    low, high = np.quantile(curves, (0.025, 0.975), axis=0)
    return Fit(
        "months_since_default", x, _steps(x, points, 1 - above), low, _gamma_cdf(x, months), high, "law",
    )  # fmt: skip


def _steps(x: Floats, points: Floats, heights: Floats) -> Floats:
    """Return the step function with these heights from these points on, 0 before."""
    place = np.searchsorted(points, x, side="right")
    return np.asarray(np.concatenate([[0.0], heights])[place])


def _gamma_cdf(x: Floats, mean_and_spread: Floats) -> Floats:
    from scipy import special

    mean, spread = mean_and_spread
    return np.asarray(special.gammainc((mean / spread) ** 2, x * mean / spread**2))
