"""What a sensitivity tells: what matters most, its tables, and the facts that programs read."""

from dataclasses import replace

from simulator.answer import Answer, Basis, Fact
from simulator.questions.basis import basis_of
from simulator.questions.sensitivity.found import Sensitivity
from simulator.questions.sensitivity.said import said
from simulator.questions.sensitivity.tables import tables, without_effect
from simulator.values import phrase


def tell(found: Sensitivity) -> Answer:
    """Return the answer without its charts."""
    return Answer("sensitivity", _basis(found), said(found), tables(found), facts=_facts(found))


def _basis(found: Sensitivity) -> Basis:
    """Return what the numbers rest on; that intervals leave out the parameters' error is what is asked about here."""
    basis = basis_of(found.scenario, found.fitted, (phrase("sensitivity.note.alone"),))
    return replace(basis, notes=tuple(note for note in basis.notes if note != phrase("basis.intervals")))


def _facts(found: Sensitivity) -> dict[str, Fact]:
    """Return how much was drawn, and what changes nothing."""
    together, variance = found.together, found.variance
    return {
        "joint_draws": 0 if together is None else together.draws,
        "joint_draws_left_out": 0 if together is None else together.left_out,
        "sobol_rows": 0 if variance is None else variance.rows,
        "sobol_rows_left_out": 0 if variance is None else variance.left_out,
        "without_effect": list(without_effect(found)),
    }
