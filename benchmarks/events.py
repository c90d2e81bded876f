"""Speed of the event engine: processed SimPy events per second, beside a bare timeout loop."""

import time

import simpy

from simulator.engines.events.clock import Process
from simulator.engines.events.engine import LanePath
from simulator.engines.events.tables import path_memory
from simulator.engines.kernel.single import fill_economy
from simulator.engines.preparing import Prepared

BARE_EVENTS = 200_000


def bare_loop() -> float:
    """Return the events per second of one process that does nothing but wait."""
    env = simpy.Environment()

    def wait() -> Process:
        while True:
            yield env.timeout(1)

    env.process(wait())
    start = time.perf_counter()
    for _ in range(BARE_EVENTS):
        env.step()
    return BARE_EVENTS / (time.perf_counter() - start)


def _set_up(prepared: Prepared, path: int) -> LanePath:
    memory = path_memory(prepared)
    fill_economy(prepared.world, memory, path)
    return LanePath(prepared, memory, path, int(prepared.layout.lane_of[0]), frozenset(), is_logging=True)


def count_events(prepared: Prepared, path: int) -> int:
    """Return how many events `env.step` processes on one path of the first policy."""
    lane, steps = _set_up(prepared, path), 0
    while lane.env.peek() < lane.end:
        lane.env.step()
        steps += 1
    return steps


def seconds_of_path(prepared: Prepared, path: int) -> float:
    """Return the seconds one path of the first policy takes, its log included."""
    lane = _set_up(prepared, path)
    start = time.perf_counter()
    lane.run()
    return time.perf_counter() - start


def event_rates(prepared: Prepared, repetitions: int) -> tuple[float, float]:
    """Return the best events per second of the engine and of the bare loop, measured in turns."""
    engine = bare = 0.0
    steps = count_events(prepared, 0)
    for _ in range(repetitions + 1):
        bare = max(bare, bare_loop())
        engine = max(engine, steps / seconds_of_path(prepared, 0))
    return engine, bare
