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


class _Estimate(_Form):
    value: Finite | None
    low: Finite | None
    high: Finite | None


class _Ends(_Form):
    low: Annotated[Finite | None, Field(alias="5 %")]
    high: Annotated[Finite | None, Field(alias="95 %")]


class _Bar(_Form):
    key: Text
    kind: Text
    range: tuple[Finite, Finite]
    is_told_from_zero: bool
    change_at_low: _Estimate | None
    change_at_high: _Estimate | None


class _Answer(_Form):
    key: Text
    as_it_stands: _Estimate
    parameter_band: _Ends | None
    assumptions: list[_Bar]


class SensitivityForm(_Form):
    """A kept answer of `sensitivity`."""

    answers: Annotated[list[_Answer], Field(min_length=1)]
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
