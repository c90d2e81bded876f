"""What every section of a scenario is: frozen, strict, and refusing unknown keys."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from simulator.scenario.types import Side


class Part(BaseModel):
    """One section of a scenario: frozen, strict, and refusing unknown keys."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )
    side: ClassVar[Side] = "world"
