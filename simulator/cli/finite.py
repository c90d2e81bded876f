"""The type of options that take a number within a range."""

import math
from typing import Any

import click


class Finite(click.FloatRange):
    """A number within a range; click's own range lets `nan` through, which is neither below nor above anything."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number, or end with one line that says what is allowed."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{number} is not in the range {self._describe_range()}.", param, ctx)
        return number
