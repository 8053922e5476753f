"""Eight draws side by side in the registers of the processor: a type for numba, and exponential and logarithm of it.

Every lane is computed by itself and in the same way, whatever stands in its neighbours. Import this module only where
numba is there.
"""

# mypy: disable-error-code="untyped-decorator"

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
from llvmlite import ir
from numba.core import types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic, models, overload, register_model

#: Draws in a row of lanes.
WIDTH = 8
_DOUBLES = ir.VectorType(ir.DoubleType(), WIDTH)
_INTEGERS = ir.VectorType(ir.IntType(64), WIDTH)
#: Adding it to a double rounds to whole numbers, which then stand in its last bits; 1.5 x 2^52.
_ROUND = 6755399441055744.0
_ROUND_BITS = 0x4338000000000000
_LOG2_E, _LN2_HIGH, _LN2_LOW = 1.4426950408889634, 6.93147180369123816490e-01, 1.90821492927058770002e-10
_HALF_ROOT_BITS = 0x3FE6A09E667F3BCD
#: Of the exponential between -ln(2)/2 and ln(2)/2: 1 + x + x^2 q(x), with q through (exp(x) - 1 - x) / x^2 in the ten
#: Chebyshev nodes; off by 1.6e-17 at most.
_EXP = (
    1.0, 1.0, 0.5000000000000001, 0.16666666666666669, 0.04166666666662413, 0.008333333333330062,
    0.0013888888917213717, 0.00019841269863053618, 2.4801521295954376e-05, 2.7557268459997064e-06,
    2.7620088445409746e-07, 2.510038549551032e-08,
)  # fmt: skip
#: Of the logarithm, in the square of the ratio; off by 2^-58. Source: FreeBSD msun, e_log.c (Sun Microsystems, 1993).
_LOG = (
    6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
    1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01,
)  # fmt: skip
#: Below it the exponential is taken as 0, above `_LARGEST` as that of `_LARGEST`.
_SMALLEST, _LARGEST = -708.0, 709.0


class Lanes(types.Type):
    """`WIDTH` doubles."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


LANES = Lanes()


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, _DOUBLES)


def _reading(typing: Any, array: Any, step: int) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made = builder.load(_place(context, builder, signature, arguments, step))
        made.align = 8
        return made

    return LANES(array, types.intp), generate


def _writing(typing: Any, array: Any, step: int) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made = builder.store(arguments[2], _place(context, builder, signature, arguments, step))
        made.align = 8
        return context.get_dummy_value()

    return types.none(array, types.intp, LANES), generate


def _place(context: Any, builder: Any, signature: Any, arguments: Any, step: int) -> Any:
    made = context.make_array(signature.args[0])(context, builder, arguments[0])
    first = builder.gep(made.data, [builder.mul(arguments[1], ir.Constant(ir.IntType(64), step))])
    return builder.bitcast(first, _DOUBLES.as_pointer())


@intrinsic
def load(typing: Any, array: Any, row: Any) -> Any:
    """A row of a contiguous array (row, lane)."""
    return _reading(typing, array, WIDTH)


@intrinsic
def store(typing: Any, array: Any, row: Any, value: Any) -> Any:
    """`array[row] = value` of a contiguous array (row, lane)."""
    return _writing(typing, array, WIDTH)


@intrinsic
def load_at(typing: Any, array: Any, first: Any) -> Any:
    """`array[first : first + WIDTH]` of a contiguous array."""
    return _reading(typing, array, 1)


@intrinsic
def store_at(typing: Any, array: Any, first: Any, value: Any) -> Any:
    """`array[first : first + WIDTH] = value` of a contiguous array."""
    return _writing(typing, array, 1)


def _splat(builder: Any, value: Any) -> Any:
    one = builder.insert_element(ir.Constant(_DOUBLES, ir.Undefined), value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH))


@intrinsic
def splat(typing: Any, value: Any) -> Any:
    """The same number in every lane."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return _splat(builder, arguments[0])

    return LANES(types.float64), generate


def _made_of(build: Callable[..., Any], count: int) -> Any:
    """An intrinsic of `count` rows of lanes, from what builds it."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return build(builder, *arguments)

    if count == 1:
        return intrinsic(lambda typing, a: (LANES(LANES), generate))
    if count == 2:
        return intrinsic(lambda typing, a, b: (LANES(LANES, LANES), generate))
    if count == 3:
        return intrinsic(lambda typing, a, b, c: (LANES(LANES, LANES, LANES), generate))
    return intrinsic(lambda typing, a, b, c, d: (LANES(LANES, LANES, LANES, LANES), generate))


def _fused(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """`a b + c`, rounded once where the processor can."""
    kind = ir.FunctionType(_DOUBLES, [_DOUBLES] * 3)
    return builder.call(get_or_insert_function(builder.module, kind, f"llvm.fmuladd.v{WIDTH}f64"), [a, b, c])


def _absolute(builder: Any, a: Any) -> Any:
    kind = ir.FunctionType(_DOUBLES, [_DOUBLES])
    return builder.call(get_or_insert_function(builder.module, kind, f"llvm.fabs.v{WIDTH}f64"), [a])


def _root(builder: Any, a: Any) -> Any:
    kind = ir.FunctionType(_DOUBLES, [_DOUBLES])
    return builder.call(get_or_insert_function(builder.module, kind, f"llvm.sqrt.v{WIDTH}f64"), [a])


def _below(builder: Any, a: Any, b: Any, then: Any, otherwise: Any) -> Any:
    return builder.select(builder.fcmp_ordered("<", a, b), then, otherwise)


def _bits(number: int) -> Any:
    return ir.Constant(_INTEGERS, [number] * WIDTH)


def _double(number: float) -> Any:
    return ir.Constant(_DOUBLES, [number] * WIDTH)


def _polynomial(builder: Any, x: Any, coefficients: tuple[float, ...]) -> Any:
    """Lowest power first; in pairs, then pairs of pairs, so that little waits for what is computed before (Estrin)."""
    parts = [_double(one) for one in coefficients]
    while True:
        paired = [_fused(builder, parts[n + 1], x, parts[n]) for n in range(0, len(parts) - 1, 2)]
        parts = paired + parts[2 * len(paired) :]
        if len(parts) == 1:
            return parts[0]
        x = builder.fmul(x, x)


def _exp(builder: Any, x: Any) -> Any:
    """Within 2 units of the last place; exactly 1 at 0. Reduction by powers of two, Cody and Waite (1980)."""
    low = builder.fcmp_ordered("<", x, _double(_SMALLEST))
    inside = builder.select(low, _double(_SMALLEST), x)
    inside = builder.select(builder.fcmp_ordered(">", inside, _double(_LARGEST)), _double(_LARGEST), inside)
    rounded = _fused(builder, inside, _double(_LOG2_E), _double(_ROUND))
    whole = builder.fsub(rounded, _double(_ROUND))
    rest = _fused(builder, whole, _double(-_LN2_HIGH), inside)
    rest = _fused(builder, whole, _double(-_LN2_LOW), rest)
    made = builder.bitcast(_polynomial(builder, rest, _EXP), _INTEGERS)
    power = builder.shl(builder.bitcast(rounded, _INTEGERS), _bits(52))
    return builder.select(low, _double(0.0), builder.bitcast(builder.add(made, power), _DOUBLES))


def _log(builder: Any, x: Any) -> Any:
    """Within 2 units of the last place; exactly 0 at 1, minus infinity at 0. By the area tangent."""
    bits = builder.bitcast(x, _INTEGERS)
    power = builder.ashr(builder.sub(bits, _bits(_HALF_ROOT_BITS)), _bits(52))
    mantissa = builder.bitcast(builder.sub(bits, builder.shl(power, _bits(52))), _DOUBLES)
    whole = builder.fsub(builder.bitcast(builder.add(power, _bits(_ROUND_BITS)), _DOUBLES), _double(_ROUND))
    one = _double(1.0)
    ratio = builder.fdiv(builder.fsub(mantissa, one), builder.fadd(mantissa, one))
    square = builder.fmul(ratio, ratio)
    series = _polynomial(builder, square, _LOG)
    made = _fused(builder, builder.fmul(ratio, square), series, builder.fmul(whole, _double(_LN2_LOW)))
    made = builder.fadd(made, builder.fmul(_double(2.0), ratio))
    made = _fused(builder, whole, _double(_LN2_HIGH), made)
    made = builder.fadd(made, builder.fsub(x, x))  # what is not a number stays so
    return builder.select(builder.fcmp_ordered("<=", x, _double(0.0)), _double(float("-inf")), made)


_add = _made_of(lambda builder, a, b: builder.fadd(a, b), 2)
_subtract = _made_of(lambda builder, a, b: builder.fsub(a, b), 2)
_multiply = _made_of(lambda builder, a, b: builder.fmul(a, b), 2)
_divide = _made_of(lambda builder, a, b: builder.fdiv(a, b), 2)
least = _made_of(lambda builder, a, b: _below(builder, b, a, b, a), 2)
most = _made_of(lambda builder, a, b: _below(builder, a, b, b, a), 2)
below = _made_of(_below, 4)
fused = _made_of(_fused, 3)
absolute = _made_of(_absolute, 1)
root = _made_of(_root, 1)
exp = _made_of(_exp, 1)
log = _made_of(_log, 1)


def _operator(symbol: Any, made: Any) -> None:
    def choose(a, b):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202  (numba compares the arguments)
        return (lambda a, b: made(a, b)) if a is LANES and b is LANES else None

    overload(symbol)(choose)


for _symbol, _made in (
    (operator.add, _add), (operator.sub, _subtract), (operator.mul, _multiply), (operator.truediv, _divide),
):  # fmt: skip
    _operator(_symbol, _made)
    _operator(
        {operator.add: operator.iadd, operator.sub: operator.isub, operator.mul: operator.imul}.get(
            _symbol, operator.itruediv
        ),
        _made,
    )


def compiled(function: Any) -> Any:
    """`function` for numba, compiled once and kept beside its source, or for this process where nothing can be kept.

    Numba looks at the file of the function alone; what is kept here is of one version of all modules it is made of.
    """
    try:
        made = numba.njit(cache=True, error_model="numpy")(function)
    except RuntimeError:  # no folder to keep it in
        return numba.njit(error_model="numpy")(function)
    kept = getattr(made._cache, "_cache_file", None)
    if kept is not None:
        kept._source_stamp = _sources()
    return made


@cache
def _sources() -> str:
    total = sha256()
    for name in ("lanes", "compiled_balancing", "compiled_links", "compiled", "compiled_answer", "compiled_solve"):
        total.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return total.hexdigest()
