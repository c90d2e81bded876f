"""Passes of the engine that sizing reads: outflows of a fund that cannot run dry, and who runs dry on common draws."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.estimating import estimated
from simulator.analysis.intervals import proportion_interval
from simulator.analysis.measures import depleted_by, measures_of
from simulator.analysis.path_totals import FEN_PER_UNIT, simulate_batch, warm_up
from simulator.compiled import is_compiled
from simulator.engines.monte_carlo import simulate
from simulator.engines.preparing import Prepared, prepare
from simulator.errors import NoAnswerError, wrong
from simulator.estimate import Estimate
from simulator.ledger import Ledger
from simulator.rules.calibration import Fitted
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading, vary
from simulator.scenario.study import FUND_KEY
from simulator.scenario.types import LARGEST_AMOUNT
from simulator.values import Number

Settings = Mapping[str, object]
Progress = Callable[[int, int], None]
Floats = NDArray[np.float64]

AMPLE = LARGEST_AMOUNT
"""A fund so large, in currency, that it cannot run dry."""
CHANCE_KEY = "p_depleted"
STANDING_KEYS = ("covered", "additional_lending", CHANCE_KEY, "idle_share", "fiscal_cost")
_COLUMNS = ("first_depleted", "lent_covered", "lent_uncovered")
_MOST_POLICIES = 400
_BLOCK_BYTES = 1 << 27
_FEWEST_PATHS = 1_000


@dataclass(frozen=True)
class Seen:
    """One policy on every path: whether the fund ran dry, run-off included, and the additional lending in currency."""

    is_dry: NDArray[np.bool_]
    additional: Floats

    @property
    def chance(self) -> Estimate:
        """The chance of running dry, run-off included."""
        return proportion_interval(int(np.count_nonzero(self.is_dry)), len(self.is_dry))


class Watcher:
    """Simulates policies of one world on the same draws; keeps what was calibrated.

    Parameters
    ----------
    reading
        The scenario; its clock is the horizon, and the run-off follows where it is on.
    """

    def __init__(self, reading: Reading, threads: int | None, progress: Progress | None) -> None:
        self.reading = reading
        self.scenario: Scenario = reading.scenario
        self.paths = self.scenario.run.paths
        self.threads = threads
        self.progress = progress
        self.lending_months = 12 * self.scenario.clock.years
        self._fitted: list[Fitted] = []

    def outflows(self, ratios: Sequence[Settings], reduce: Callable[[int, Floats], None]) -> None:
        """Hand the monthly net outflows of ample funds to `reduce`, block by block of paths.

        Recoveries and fees are taken off; interest, top-ups and running cost are left out.

        Parameters
        ----------
        ratios
            Settings of each policy beside its fund.
        reduce
            Called with (policy, outflows in currency, shape (paths of the block, months)); the run-off is included.

        Raises
        ------
        NoAnswerError
            When even the ample fund runs dry.
        """
        bare = {
            FUND_KEY: AMPLE, "fund.top_up": "none", "fund.interest_per_year": 0.0, "fund.running_cost_per_year": 0.0,
        }  # fmt: skip
        prepared, count = self._prepared([{**settings, **bare} for settings in ratios])
        for ledger in self._blocks(
            prepared, ("first_depleted",), numbers=2 * prepared.size.last * count, watched=tuple(range(count))
        ):
            if np.any(ledger.of("first_depleted")):
                raise NoAnswerError(wrong("size.fault.no_fund", amount=Number(AMPLE, "currency")))
            flows = -np.diff(ledger.balances, axis=1) / FEN_PER_UNIT
            for policy in range(count):
                reduce(policy, flows[:, :, policy])

    def watch(self, policies: Sequence[Settings]) -> list[Seen]:
        """Return which policies run dry on which paths, and what they lend there."""
        seen: list[Seen] = []
        for first in range(0, len(policies), _MOST_POLICIES):
            prepared, count = self._prepared(policies[first : first + _MOST_POLICIES])
            dry, additional = [], []
            for ledger in self._blocks(prepared, _COLUMNS, numbers=2 * len(_COLUMNS) * count):
                dry.append(ledger.of("first_depleted") > 0)
                lent = ledger.of("lent_covered") + ledger.of("lent_uncovered")
                alone = ledger.without_scheme("lent_covered") + ledger.without_scheme("lent_uncovered")
                additional.append((lent - alone) / FEN_PER_UNIT)
            is_dry, lending = np.concatenate(dry).T.copy(), np.concatenate(additional).T.copy()
            seen += [Seen(is_dry[policy], lending[policy]) for policy in range(count)]
        return seen

    def standings(self, policies: Sequence[Settings]) -> list[dict[str, Estimate]]:
        """Return the measures shown of each fund: `STANDING_KEYS`, and the chance by the last year of lending."""
        scenarios = [vary(self.reading, settings) for settings in policies]
        prepared, _ = self._prepared(policies)
        batch = simulate_batch(prepared, scenarios, self.paths, threads=self.threads, progress=self._done)
        found: list[dict[str, Estimate]] = [{} for _ in policies]
        shown = [measure for measure in measures_of(self.scenario) if measure.definition.key in STANDING_KEYS]
        for measure in (*shown, depleted_by(self.scenario.clock.years)):
            for place, value in enumerate(estimated(measure, batch.totals, 0).values):
                if value is not None:
                    found[place][measure.definition.key] = value
        return found

    def calibrated(self) -> Fitted:
        """Return what was calibrated: the same in every pass, as the targets hold for the scenario's own terms."""
        return self._fitted[0]

    def _prepared(self, policies: Sequence[Settings]) -> tuple[Prepared, int]:
        prepared = prepare(self.scenario, [vary(self.reading, settings) for settings in policies])
        self._fitted.append(prepared.fitted)
        if not is_compiled():
            warm_up(prepared)
        return prepared, len(policies)

    def _blocks(
        self, prepared: Prepared, columns: tuple[str, ...], *, numbers: int, watched: tuple[int, ...] = ()
    ) -> Iterator[Ledger]:
        """Return the ledgers of all paths, block by block; `numbers` is what one path of a ledger takes."""
        size = max(_FEWEST_PATHS, _BLOCK_BYTES // (8 * numbers))
        for first in range(0, self.paths, size):
            yield simulate(
                prepared,
                min(size, self.paths - first),
                first_path=first,
                threads=self.threads,
                columns=columns,
                watched=watched,
                progress=_from(first, self._done),
            )

    def _done(self, done: int) -> None:
        if self.progress is not None:
            self.progress(done, self.paths)


def _from(first: int, done: Callable[[int], None]) -> Progress:
    return lambda here, _: done(first + here)
