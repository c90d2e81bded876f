"""What a kept comparison must look like before anything is made of it: a checksum says nothing of who wrote it."""

import json
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Finite = Annotated[float, Field(ge=-1e24, le=1e24)]
"""Far beyond any amount, and small enough that sums of it are numbers."""
Number = Finite | Literal["inf", "-inf", "nan"]
Text = Annotated[str, Field(max_length=100_000)]
Count = Annotated[int, Field(ge=0, lt=2**63)]
Estimated = tuple[Number, Number, Number, Text, Text] | tuple[Number, Number, Number, Text, Text, Count]
_LEVELS = 5


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class _Policy(_Form):
    name: Text
    settings: dict[Text, Any]
    ratio: Finite
    fund_size: Number
    breaker: bool
    estimates: dict[Text, Estimated]
    differences: dict[Text, Estimated]


class ComparisonForm(_Form):
    """A kept comparison."""

    title: Text
    question: Text
    baseline: Text
    paths: Annotated[int, Field(ge=1, lt=2**63)]
    seed: Count
    measures: list[Text]
    policies: list[_Policy]
    balance_fan: dict[Text, list[list[Finite]]]
    extremes: dict[Text, list[tuple[Text, Finite, Count, Count]]]
    loss_split: dict[Text, dict[Text, Finite]]
    near_ties: dict[Text, tuple[Finite, Finite]]
    fitted: tuple[Finite, Finite, Finite]
    yearly: dict[Text, dict[Text, list[Estimated]]]

    @model_validator(mode="after")
    def _names_fit(self) -> Self:
        names = {policy.name for policy in self.policies}
        if len(names) < len(self.policies) or self.baseline not in names:
            raise ValueError("each policy has its own name, and one is the baseline")
        if {*self.loss_split, *self.balance_fan, *self.extremes, *self.yearly} - names:
            raise ValueError("losses, balances and extreme paths are those of the policies")
        parties = {tuple(split) for split in self.loss_split.values()}
        if len(parties) > 1:
            raise ValueError("the losses of all policies are borne by the same parties")
        if any({*policy.estimates, *policy.differences} - {*self.measures} for policy in self.policies):
            raise ValueError("each estimate is of a measure that is named")
        return self

    @model_validator(mode="after")
    def _shapes_fit(self) -> Self:
        shapes = {(len(levels), *sorted({len(row) for row in levels})) for levels in self.balance_fan.values()}
        if len(shapes) > 1 or any(len(shape) != 2 or shape[0] != _LEVELS or not shape[1] for shape in shapes):
            raise ValueError(f"a balance has {_LEVELS} levels of the same number of months")
        return self


def checked_form(form: type[BaseModel], content: bytes) -> dict[str, Any]:
    """Return the entries of a JSON file, which must have a form.

    Raises
    ------
    ValueError
        When an entry is missing, of another type, or does not fit to the others; its words name the place.
    """
    try:
        form.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))[:100]
        words = first["msg"].removeprefix("Value error, ")
        raise ValueError(f"{place}: {words}" if place else words) from None
    found: dict[str, Any] = json.loads(content)
    return found
