"""What the compiled kernel reads and writes: named tuples of arrays, and the names of their rows, columns and codes.

    layout      how arrays lie in memory, and values that stand for "none"
    world       World: what is the same for all policies
    lanes       Lanes: what policies differ in
    state       what a lane is doing now, and what it adds up on a path
    loans       one loan: as an applicant, a request, a loan kept for renewal
    cases       one defaulted loan: its case, its nodes, what is owed on it
    scratch     Scratch: the working memory of one thread, which holds all of these
    rows        what is written down of chosen paths

Every field and every name has a comment beside it: shape in brackets, meaning, unit. Capital letters are lengths:

    S sectors   G grades   R risks (pairs of sector and grade)   B banks   E segments of the opening book
    L lanes (W: rounded up, P: the stride, see `layout`)   K cover classes   A groups   X cells   N views
    M months, from 0 to the last: last + 1   T months of lending, from 0: months + 1

Amounts are whole fen, time is months, and a share or chance is 0 to 1 unless "ppm" says parts per million.
"""

# Kernel code reads all of these as `r.NAME`; listing three hundred names a second time here would only be one more
# thing to keep in step, which is why this is the one place with starred imports.
from simulator.engines.kernel.records.cases import *  # noqa: F403
from simulator.engines.kernel.records.lanes import *  # noqa: F403
from simulator.engines.kernel.records.layout import *  # noqa: F403
from simulator.engines.kernel.records.loans import *  # noqa: F403
from simulator.engines.kernel.records.rows import *  # noqa: F403
from simulator.engines.kernel.records.scratch import *  # noqa: F403
from simulator.engines.kernel.records.state import *  # noqa: F403
from simulator.engines.kernel.records.world import *  # noqa: F403
