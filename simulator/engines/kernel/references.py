"""Passing the kernel's tables by reference.

A named tuple of sixty arrays would be copied, field by field, into every compiled function it
is handed to, and compiling would take minutes. Inside compiled code each table is therefore
put once into memory and handed on as one pointer; its fields are read by name, as views that
nobody owns, so that nothing is counted. The caller's named tuple keeps the arrays alive.
Interpreted code uses the named tuple itself.
"""

from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import intrinsic, models, register_model
from numba.np.arrayobj import make_array


class Table(types.Type):
    """Type of a pointer to the fields of a named tuple."""

    def __init__(self, named: Any) -> None:
        self.kinds = dict(zip(named.fields, named.types, strict=True))
        super().__init__(name=f"Table({named})")

    def layout(self, context: Any) -> ir.LiteralStructType:
        """Return the memory layout of the fields."""
        return ir.LiteralStructType([context.get_value_type(kind) for kind in self.kinds.values()])


register_model(Table)(models.OpaqueModel)


@infer_getattr
class _FieldTypes(AttributeTemplate):
    key = Table

    def generic_resolve(self, table: Table, field: str) -> Any:  # type: ignore[override]
        return table.kinds.get(field)


@lower_getattr_generic(Table)
def _read_field(context: Any, builder: Any, table: Table, pointer: Any, field: str) -> Any:
    place = list(table.kinds).index(field)
    memory = builder.bitcast(pointer, table.layout(context).as_pointer())
    value = builder.load(cgutils.gep_inbounds(builder, memory, 0, place))
    return _without_owner(context, builder, table.kinds[field], value)


def _without_owner(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if not isinstance(kind, types.Array):
        return value
    # without meminfo and parent the view is counted by nobody: reading a field costs a load and no more
    view = make_array(kind)(context, builder, value)
    view.meminfo = cgutils.get_null_value(view.meminfo.type)
    view.parent = cgutils.get_null_value(view.parent.type)
    return view._getvalue()


@intrinsic
def _refer(typing_context: Any, named: Any) -> Any:
    table = Table(named)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        # on the caller's stack: it lives as long as the call that made it, which is the whole run of paths
        memory = cgutils.alloca_once(builder, table.layout(context))
        for place in range(len(table.kinds)):
            value = builder.extract_value(arguments[0], place)
            builder.store(value, cgutils.gep_inbounds(builder, memory, 0, place))
        return builder.bitcast(memory, cgutils.voidptr_t)

    return table(named), generate


def _itself(named: Any) -> Any:
    return named


refer: Any = _itself if numba.config.DISABLE_JIT else _refer  # type: ignore[attr-defined]
"""From a named tuple to a reference to its fields, for use in compiled code."""
