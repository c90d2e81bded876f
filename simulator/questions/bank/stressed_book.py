"""The stress test of a bank's book of loans."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.episodes import NamedStress, laid_over, moved, with_sections
from simulator.analysis.intervals import mean_difference
from simulator.errors import Fault, ScenarioError, wrong
from simulator.estimate import Estimate
from simulator.inputs.tape import Tape
from simulator.questions.bank.accounts import (
    Accounts,
    InDefault,
    accounts_of,
    in_default,
    margin_of_a_year,
    stressed_pd,
    without_cover,
)
from simulator.questions.bank.book_of_tape import TapeBook, book_of_tape
from simulator.questions.bank.breakdown import at_risk, breakdown_of, concentration_of, worst_loans
from simulator.questions.bank.case_measures import Held, first_year, measures_of_case, standing_of
from simulator.questions.bank.class_months import ClassMonths, class_months
from simulator.questions.bank.limits import break_even, emptied, worlds_to_try
from simulator.questions.bank.new_business import beside, business_rows, note_of
from simulator.questions.bank.outcomes import Outcomes, by_cover
from simulator.questions.bank.tested import (
    AS_IT_IS,
    NO_STRESS,
    WITHOUT_SCHEME,
    BankCase,
    BankTest,
    BusinessRow,
    TapeFacts,
)
from simulator.questions.bank.used_columns import unused_of
from simulator.questions.names import title_of
from simulator.rules.capital import WEIGHT_PER_CAPITAL
from simulator.rules.loan_classes import balance_by_class, classes, least_provisions
from simulator.scenario.bank_rules import BankRules
from simulator.scenario.model import Scenario
from simulator.scenario.world import Stress
from simulator.values import Number, Phrase, phrase

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]

RATIOS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Compensation ratios at which the break-even ratio is looked for, besides those asked for."""


@dataclass(frozen=True)
class BankQuestion:
    """What is asked of a book.

    Attributes
    ----------
    stresses
        Each begins in the first month after the tape, whatever month it names.
    ratios
        Compensation ratios (or purchase prices) to try besides the scheme's own.
    filing_days
        A loan filed more days than this after lending is filed late.
    provisions
        Held now, in currency; none: the larger of the loss allowance and the smallest provisions.
    tolerance
        Tolerated NPL ratio, absolute; none: the scenario's, if it has one.
    is_with_new_business
        Simulate the book once more, beside the scenario's own applications.
    """

    stresses: Sequence[NamedStress] = ()
    ratios: Sequence[float] = ()
    filing_days: int = 30
    provisions: float | None = None
    tolerance: float | None = None
    is_with_new_business: bool = False


class Steps:
    """How many worlds of how many are simulated."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._done, self._progress = total, 0, progress

    def done(self, count: int = 1) -> None:
        """Count worlds as done, and tell."""
        self._done += count
        if self._progress is not None:
            self._progress(self._done, self._total)


@dataclass(frozen=True, eq=False)
class _World:
    """One stress: what was simulated and what the accounts say, by cover."""

    stress: tuple[Stress, ...]
    found: Mapping[str, Outcomes]
    accounts: Mapping[str, Accounts]
    default: Mapping[str, InDefault]
    by_ratio: Mapping[float, Floats]
    """Net loss of a year's defaults by compensation ratio, shape (paths,)."""


def stressed_book(
    scenario: Scenario,
    tape: Tape,
    question: BankQuestion,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> BankTest:
    """Return the stress test of a book; paths and seed are the scenario's.

    `progress` is called with the worlds simulated and their number: one for each stress, once more with new business,
    and those that the reverse stress test may try.

    Every case is simulated on the same draws. The fund serves this book alone, and its money pays for the loans that
    default from now on; claims on loans in default already are counted at the contract's part.

    Raises
    ------
    ScenarioError
        When the scenario has no bank rules in force on the day of the tape, or does not know a grade without PD.
    NoAnswerError
        When no loan has a balance.
    BalanceError
        When an account of any path does not balance to the fen.
    """
    rules = _rules(scenario, tape)
    book = book_of_tape(scenario, tape, question.filing_days)
    stresses = [moved(stress, 1) for stress in question.stresses]
    worlds = {NO_STRESS: book.scenario, **{stress.name: laid_over(book.scenario, [stress]) for stress in stresses}}
    covers = {AS_IT_IS: _own_ratio(scenario), **{_ratio_name(ratio): ratio for ratio in question.ratios}}
    steps = Steps((2 if question.is_with_new_business else 1) * len(worlds) + worlds_to_try(stresses), progress)
    found = {}
    for name, world in worlds.items():
        found[name] = _simulated(book, tape, world, covers, rules, threads)
        steps.done()
    plain = found[NO_STRESS].accounts[AS_IT_IS]
    held = _held(book, tape, plain, rules, question)
    cases = tuple(
        _case(book, tape, rules, held, stress, cover, covers.get(cover, 0.0), world)
        for stress, world in found.items()
        for cover in world.found
    )
    own = next(case for case in cases if case.cover == AS_IT_IS)
    free_ratio = scenario.lender.capital_ratio - 1 / WEIGHT_PER_CAPITAL
    free_capital = free_ratio * float((plain.weights.in_force * plain.balance_net).sum())
    buffers = {
        "margin": held.margin,
        "provisions": held.provisions - own.estimates["net_loss_in_default"].value,
        "capital_buffer": free_capital,
    }
    business, notes = (
        _business(scenario, book, tape, found, covers, steps, threads) if question.is_with_new_business else ((), ())
    )
    reverse = emptied(book, found[NO_STRESS].found[AS_IT_IS], stresses, buffers, steps.done, threads=threads)
    return BankTest(
        scenario=scenario,
        facts=_facts(scenario, book, tape, question),
        tolerance=held.tolerance,
        provisions=held.provisions,
        capital_buffer=free_capital,
        margin=held.margin,
        cases=cases,
        saved={name: _saved(world) for name, world in found.items()},
        breakdown=tuple(
            row
            for name, world in found.items()
            for row in breakdown_of(
                name, book, tape, (world.found[AS_IT_IS], world.found[WITHOUT_SCHEME]), world.accounts[AS_IT_IS]
            )
        ),
        business=business,
        worst=worst_loans(book, tape, found[NO_STRESS].found[AS_IT_IS], plain),
        at_risk=at_risk(book, tape, found[NO_STRESS].default[AS_IT_IS], scenario),
        concentration=concentration_of(book, tape),
        break_even_ratio={
            name: break_even(world.by_ratio, held.margin, float(book.balance.sum())) for name, world in found.items()
        },
        reverse=reverse,
        notes=(*book.notes, *_notes(scenario, question), *notes),
        stresses=tuple(question.stresses),
    )


def _business(
    scenario: Scenario,
    book: TapeBook,
    tape: Tape,
    found: Mapping[str, _World],
    covers: Mapping[str, float],
    steps: Steps,
    threads: int | None,
) -> tuple[tuple[BusinessRow, ...], tuple[Phrase, ...]]:
    """Return book, new business and both under every stress and cover, and what must be known to read it."""
    one = beside(scenario, book)
    rows: list[BusinessRow] = []
    for name, alone in found.items():
        world = with_sections(one.scenario, {"stress": alone.stress})
        policies = {cover: _with_ratio(world, ratio) for cover, ratio in covers.items()}
        standing = {
            cover: standing_of(book, tape, alone.accounts[cover], alone.default[cover], book.scenario)[0]
            for cover in alone.found
        }
        rows += business_rows(name, one, world, policies, standing, threads=threads)
        steps.done()
    return tuple(rows), (note_of(one, scenario),)


def _saved(world: _World) -> Estimate:
    """Return the net loss without the scheme less that with it, paired."""
    alone, own = (world.found[cover] for cover in (WITHOUT_SCHEME, AS_IT_IS))
    return mean_difference(alone.by_path(alone.net), own.by_path(own.net))


def _rules(scenario: Scenario, tape: Tape) -> BankRules:
    rules = scenario.bank_rules
    if rules is None:
        raise ScenarioError(title_of(scenario), [Fault(wrong("bank.fault.no_rules"), "bank_rules")])
    day = str(tape.as_of)
    out = [name for name in type(rules).model_fields if not getattr(rules, name).is_in_force(day)]
    if out:
        raise ScenarioError(
            scenario.about.title,
            [Fault(wrong("bank.fault.not_in_force", day=day), f"bank_rules.{name}") for name in out],
        )
    return rules


def _own_ratio(scenario: Scenario) -> float:
    scheme = scenario.scheme
    return scheme.purchase_price_share if scheme.timing == "purchase" else scheme.compensation_ratio


def _with_ratio(scenario: Scenario, ratio: float) -> Scenario:
    name = "purchase_price_share" if scenario.scheme.timing == "purchase" else "compensation_ratio"
    return with_sections(scenario, {"scheme": scenario.scheme.model_copy(update={name: ratio})})


def _ratio_name(ratio: float) -> str:
    return f"ratio_{ratio:g}"


def _simulated(
    book: TapeBook,
    tape: Tape,
    world: Scenario,
    covers: Mapping[str, float],
    rules: BankRules,
    threads: int | None,
) -> _World:
    ratios = sorted({*covers.values(), *RATIOS})
    policies = [_with_ratio(world, ratio) for ratio in ratios]
    alone, others = by_cover(world, policies, book.opening, threads=threads)
    by_ratio = dict(zip(ratios, others, strict=True))
    pd = stressed_pd(book, world)
    of_covers = in_default(book, world, [_with_ratio(world, ratio) for ratio in covers.values()], threads=threads)
    default = {WITHOUT_SCHEME: without_cover(of_covers[0]), **dict(zip(covers, of_covers, strict=True))}
    return _World(
        stress=world.stress,
        found={WITHOUT_SCHEME: alone, **{cover: by_ratio[ratio] for cover, ratio in covers.items()}},
        accounts={cover: accounts_of(book, tape, pd, one, rules) for cover, one in default.items()},
        default=default,
        by_ratio={ratio: first_year(found) for ratio, found in by_ratio.items()},
    )


def _held(book: TapeBook, tape: Tape, plain: Accounts, rules: BankRules, question: BankQuestion) -> Held:
    margin, part_of_year = margin_of_a_year(book, tape)
    provisions = question.provisions
    if provisions is None:
        loan_class = classes(book.days_past_due, book.pd >= 1, plain.loss_given_default, rules.classes)
        general, special = least_provisions(balance_by_class(book.balance, loan_class), rules.provisions)
        provisions = max(float(plain.loss.integral_allowance_yuan.sum()), float(general + special.sum()))
    tolerance = book.scenario.lender.npl_tolerance if question.tolerance is None else question.tolerance
    return Held(provisions, margin, part_of_year, tolerance)


def _case(
    book: TapeBook,
    tape: Tape,
    rules: BankRules,
    held: Held,
    stress: str,
    cover: str,
    ratio: float,
    world: _World,
) -> BankCase:
    found, accounts, default = world.found[cover], world.accounts[cover], world.default[cover]
    standing, impaired = standing_of(book, tape, accounts, default, book.scenario)
    months = class_months(standing, found, rules.classes)
    return BankCase(
        stress=stress,
        cover=cover,
        ratio=ratio,
        estimates=measures_of_case(book.scenario, rules, found, months, accounts, impaired, held),
        classes=months.mean,
        written_off=months.written_off.mean(axis=0),
        repaid=months.proceeds.mean(axis=0),
        npl_ratio=_fan(months),
        migration=months.migration,
        migration_by_month=months.migration_by_month,
        performing_migration=months.performing_migration,
    )


def _fan(months: ClassMonths) -> Floats:
    ratios = months.npl_ratio
    return np.column_stack([ratios.mean(axis=0), *np.quantile(ratios, (0.05, 0.5, 0.95), axis=0)])


def _facts(scenario: Scenario, book: TapeBook, tape: Tape, question: BankQuestion) -> TapeFacts:
    balance = book.balance
    return TapeFacts(
        as_of=str(tape.as_of),
        rows=len(tape),
        settled_claims=int((tape.arrays["claim_filed"][tape.arrays["balance"] == 0] > 0).sum()),
        loans=len(balance),
        borrowers=len(np.unique(tape.arrays["borrower"][book.rows])),
        balance=float(balance.sum()),
        covered_balance=float(balance[book.is_covered].sum()),
        npl_balance=float(balance[book.impaired].sum()),
        grades=len(book.scenario.grades) if len(book.active) else 0,
        largest_pd_change=book.largest_pd_change,
        unused=unused_of(
            scenario,
            {key: values[book.rows] for key, values in tape.arrays.items()},
            is_with_new_business=question.is_with_new_business,
        ),
        read=book.read,
    )


def _notes(scenario: Scenario, question: BankQuestion) -> tuple[Phrase, ...]:
    keys = ["begins", "static", "fund", "past_due"]
    found = [phrase(f"bank.note.{key}") for key in keys]
    found.append(phrase("bank.note.filing", n=Number(question.filing_days, "count")))
    if question.provisions is None:
        found.append(phrase("bank.note.provisions"))
    if scenario.lender.npl_tolerance is None and question.tolerance is None:
        found.append(phrase("bank.note.tolerance"))
    return tuple(found)
