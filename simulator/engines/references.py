"""Passing the kernel's tables by reference.

A named tuple of sixty arrays would be copied, field by field, into every compiled function it
is handed to, and compiling would take minutes. Inside compiled code each table is therefore
put once into a structure with the same field names; interpreted code uses the named tuple
itself. Fields are read as unowned views (the compiler sees that there is no owner and drops
all reference counting): the caller's named tuple keeps the arrays alive.
"""

from typing import Any

import numba
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.experimental import structref
from numba.np.arrayobj import make_array

from simulator.compiled import inner
from simulator.engines import records as r


def _read_fields(kind: Any) -> None:
    """Let compiled code read the fields of a kind of structure, arrays as unowned views."""

    @infer_getattr
    class FieldTypes(AttributeTemplate):
        key = kind

        def generic_resolve(self, structure: Any, field: str) -> Any:  # type: ignore[override]
            return structure.field_dict.get(field)

    @lower_getattr_generic(kind)
    def read(context: Any, builder: Any, structure: Any, value: Any, field: str) -> Any:
        content = getattr(structref._Utils(context, builder, structure).get_data_struct(value), field)
        field_type = structure.field_dict[field]
        if not isinstance(field_type, types.Array):
            return content
        view = make_array(field_type)(context, builder, content)
        view.meminfo = cgutils.get_null_value(view.meminfo.type)
        view.parent = cgutils.get_null_value(view.parent.type)
        return view._getvalue()


def _reference(table: Any) -> Any:
    """Return a function from the named tuple to a structure with the same fields."""
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return lambda named: named
    kind = structref.register(type(f"{table.__name__}Type", (types.StructRef,), {"__module__": __name__}))
    holder = type(f"{table.__name__}Reference", (structref.StructRefProxy,), {"__module__": __name__})
    structref.define_constructor(holder, kind, table._fields)
    _read_fields(kind)
    arguments = ", ".join(f"named.{name}" for name in table._fields)
    space = {"holder": holder}
    exec(f"def refer(named):\n    return holder({arguments})\n", space)
    return inner(space["refer"])


refer_world = _reference(r.World)
refer_lanes = _reference(r.Lanes)
refer_scratch = _reference(r.Scratch)
