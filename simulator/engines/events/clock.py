"""The steps of a month (`docs/explanation/model.md`) as ticks of the simulation's clock."""

from collections.abc import Generator
from typing import Any

import simpy

TICKS = 32
"""Ticks to a month."""

(
    MONEY,
    TOP_UP,
    QUEUE,
    DEFAULT,
    WORKOUT,
    REPAY,
    CLOSED,
    SALE,
    PROCEEDS,
    READ,
    CLAIM,
    ASSESS,
    PAY,
    GATE,
    RENEW,
    APPLY,
    APPRAISE,
    BANK,
    LEND,
    CLOSE,
) = range(20)

Process = Generator[simpy.Event, Any, None]


class Docket:
    """What is filed during a step and heard together, by (month lent, slot), when the step's turn comes."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.filed: list[tuple[int, simpy.Event]] = []

    def file(self, order: int) -> simpy.Event:
        """Return the event of being heard; `order` is unique among what is filed."""
        event = self.env.event()
        self.filed.append((order, event))
        return event

    def hear(self) -> None:
        """Let everybody on the docket go on, one after the other."""
        for _, event in sorted(self.filed, key=lambda entry: entry[0]):
            event.succeed()
        self.filed.clear()


def at(env: simpy.Environment, month: int, step: int) -> simpy.Timeout:
    """Return the event that the given step of the month has come; not in the past."""
    return env.timeout(month * TICKS + step - env.now)


def month_of(env: simpy.Environment) -> int:
    """Return the current month."""
    return int(env.now) // TICKS
