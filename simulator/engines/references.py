"""Passing the kernel's tables by reference.

A named tuple of sixty arrays would be copied, field by field, into every compiled function it
is handed to, and compiling would take minutes. Inside compiled code each table is therefore
put once into a structure with the same field names; interpreted code uses the named tuple
itself. The structure holds unowned views (no reference counting on every use): the caller's
named tuple keeps the arrays alive.
"""

from typing import Any

import numba
import numpy as np
from numba.core import cgutils, types
from numba.experimental import structref
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from simulator.compiled import inner
from simulator.engines import records as r

SCALARS = (int, float, bool, np.uint64)


@intrinsic
def _unowned(typing_context: Any, array: Any) -> Any:  # noqa: ARG001
    """Return the same view of an array's memory without a reference to its owner."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        view = make_array(signature.args[0])(context, builder, arguments[0])
        view.meminfo = cgutils.get_null_value(view.meminfo.type)
        view.parent = cgutils.get_null_value(view.parent.type)
        return view._getvalue()

    return array(array), generate


def _reference(table: Any) -> Any:
    """Return a function from the named tuple to a structure with the same fields."""
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return lambda named: named
    kind = structref.register(type(f"{table.__name__}Type", (types.StructRef,), {"__module__": __name__}))
    holder = type(f"{table.__name__}Reference", (structref.StructRefProxy,), {"__module__": __name__})
    structref.define_constructor(holder, kind, table._fields)
    structref.define_attributes(kind)
    is_scalar = {name: table.__annotations__[name] in SCALARS for name in table._fields}
    arguments = ", ".join(f"named.{name}" if is_scalar[name] else f"unowned(named.{name})" for name in table._fields)
    space = {"holder": holder, "unowned": _unowned}
    exec(f"def refer(named):\n    return holder({arguments})\n", space)
    return inner(space["refer"])


refer_world = _reference(r.World)
refer_lanes = _reference(r.Lanes)
refer_scratch = _reference(r.Scratch)
