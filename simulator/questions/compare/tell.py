"""What a comparison tells."""

from dataclasses import replace

from simulator.analysis.compare import Comparison
from simulator.analysis.path_totals import FAN_PATHS
from simulator.answer import Answer, Basis
from simulator.questions import basis as basing
from simulator.questions.compare import points
from simulator.questions.compare.data import data
from simulator.questions.compare.said import said, then
from simulator.questions.compare.tables import tables
from simulator.values import Number, phrase


def tell(found: Comparison) -> Answer:
    """Return the answer without its charts."""
    return Answer(
        question="compare",
        basis=basis_of(found),
        said=said(found),
        tables=(*tables(found), *data(found)),
        facts={"study_question": found.question, "baseline": found.baseline, "policies": len(found.points)},
        title=points.own_words(found.title, found.scenario),
        then=then(found),
    )


def basis_of(found: Comparison) -> Basis:
    """Return what the numbers of a comparison rest on."""
    has_fan = bool(found.balance_fan) and found.paths > FAN_PATHS
    notes = (phrase("compare.note.fan", paths=Number(FAN_PATHS, "count")),) if has_fan else ()
    return replace(basing.basis_of(found.scenario, found.fitted, notes), paths=found.paths, seed=found.seed)
