"""How much a piece of work does, counted in steps of the interpreter: the same on a busy and on a quiet machine."""

import sys


def steps_of(work):
    """Return how many instructions Python itself runs while it does the work, once what is made only once is there."""
    work()
    steps = 0

    def count(frame, event, _):
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += event == "opcode"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps
