"""What kept answers of `sensitivity` and `attribute` must look like; of each no more than a report repeats."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from simulator.questions.attribute.curves import Kind
from simulator.questions.attribute.switches import RULES
from simulator.reporting.stored_form import Count, Finite, Text

_RULES = frozenset(rule.key for rule in RULES)


def _known(key: str) -> str:
    if key not in _RULES:
        raise ValueError("is no rule of this program")
    return key


RuleKey = Annotated[str, AfterValidator(_known)]


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)


class _AnswerRow(_Form):
    row: Text
    as_it_stands: Finite | None
    as_it_stands_low: Finite | None
    as_it_stands_high: Finite | None
    band_low: Finite | None
    band_high: Finite | None


class _SwingRow(_Form):
    row: Text
    answer: Text
    kind: Text
    low: Finite
    high: Finite
    at_low: Finite | None
    at_high: Finite | None
    width_low: Finite | None


class _SensitivityTables(_Form):
    answers: Annotated[list[_AnswerRow], Field(min_length=1)]
    tornado: list[_SwingRow]


class SensitivityForm(_Form):
    """A kept answer of `sensitivity`."""

    tables: _SensitivityTables
    joint_draws: Count
    paths: Count


class _Row(_Form):
    row: Text
    best_ratio: Finite


class _Target(_Form):
    additional_share: Finite
    best_ratio: Finite | None


class _Tables(_Form):
    rules: list[_Row]
    targets: list[_Target] = []


class AttributionForm(_Form):
    """A kept answer of `attribute`."""

    verdict: Kind
    deciding_rules: list[RuleKey]
    tables: _Tables
    paths: Count
