"""Random numbers that depend on nothing but their place: path, month, draw and seed.

However the paths are spread over threads and batches, each gets the same numbers. All functions
fill their last arguments, one number per path (lane) side by side, so that the processor takes
eight or sixteen at a time.

Sources: Philox4x32-10, Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (2011);
G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates" (1958).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rebalancer.simulate.compiled import compiled

Singles = NDArray[np.float32]
Bits = NDArray[np.uint32]

_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_STEPS = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_ROUNDS = 10

_ONE = np.float32(1.0)
_UNIT = np.float32(2.0**-31)
_HALF_PI = np.float32(2.0**-31 * np.pi / 2)
_ROOT_TWO = np.float32(np.sqrt(2.0))
_LN_2 = np.float32(np.log(2.0))
_MANTISSA = np.int32(0x7FFFFF)
_EXPONENT_OF_ONE = np.int32(0x3F800000)
_MANTISSA_BITS = np.int32(23)
_BIAS = np.int32(127)
_LOG = tuple(np.float32(2.0 / n) for n in (1, 3, 5, 7, 9))
_SIN = tuple(np.float32(x) for x in (-1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800))
_COS = tuple(
    np.float32(x) for x in (-1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600)
)


class Key(NamedTuple):
    """A seed in two halves of 32 bits."""

    low: np.uint64
    high: np.uint64


def key_of(seed: int) -> Key:
    """Return the key of *seed*, which has at most 64 bits."""
    return Key(np.uint64(seed & 0xFFFFFFFF), np.uint64(seed >> 32))


@compiled
def draw_bits(first: int, month: int, draw: int, key: Key, bits: Bits) -> None:
    """Fill *bits*, of shape (4, lanes), for the paths from *first* on."""
    for lane in range(bits.shape[1]):
        x0, x1, x2, x3 = np.uint64(first + lane), np.uint64(month), np.uint64(draw), np.uint64(0)
        k0, k1 = key.low, key.high
        for _ in range(_ROUNDS):
            p0, p1 = _MULTIPLIERS[0] * x0, _MULTIPLIERS[1] * x2
            x0, x1 = (p1 >> _HALF) ^ x1 ^ k0, p1 & _LOW
            x2, x3 = (p0 >> _HALF) ^ x3 ^ k1, p0 & _LOW
            k0, k1 = (k0 + _STEPS[0]) & _LOW, (k1 + _STEPS[1]) & _LOW
        bits[0, lane], bits[1, lane] = np.uint32(x0), np.uint32(x1)
        bits[2, lane], bits[3, lane] = np.uint32(x2), np.uint32(x3)


@compiled
def uniform(bits: Bits, numbers: Singles) -> None:
    """Fill *numbers* with what is above 0 and at most 1."""
    for lane in range(bits.size):
        numbers[lane] = (np.float32(np.int32(bits[lane] >> np.uint32(1))) + np.float32(0.5)) * _UNIT


@compiled
def exponential(bits: Bits, numbers: Singles) -> None:
    """Fill *numbers* with -2 ln(u) for uniform u: chi-squared with two degrees of freedom."""
    uniform(bits, numbers)
    digits = numbers.view(np.int32)
    power = np.empty(bits.size, dtype=np.float32)
    for lane in range(bits.size):
        power[lane] = np.float32((digits[lane] >> _MANTISSA_BITS) - _BIAS)
        digits[lane] = (digits[lane] & _MANTISSA) | _EXPONENT_OF_ONE
    for lane in range(bits.size):
        part, whole = numbers[lane], power[lane]
        is_upper = part > _ROOT_TWO
        part = part * np.float32(0.5) if is_upper else part
        whole = whole + _ONE if is_upper else whole
        ratio = (part - _ONE) / (part + _ONE)
        square = ratio * ratio
        series = _LOG[3] + square * _LOG[4]
        series = _LOG[0] + square * (_LOG[1] + square * (_LOG[2] + square * series))
        logarithm = whole * _LN_2 + ratio * series
        numbers[lane] = max(np.float32(-2.0) * logarithm, np.float32(0.0))


@compiled
def normal(bits: Bits, numbers: Singles) -> None:
    """Fill *numbers*, of shape (2, lanes), from *bits* of the same shape: mean 0, variance 1.

    None is further from 0 than 6.7.
    """
    exponential(bits[0], numbers[0])
    for lane in range(bits.shape[1]):
        radius = np.sqrt(numbers[0, lane])
        half = np.float32(np.int32(bits[1, lane])) * _HALF_PI
        square = half * half
        sine = _SIN[2] + square * (_SIN[3] + square * _SIN[4])
        sine = half * (_ONE + square * (_SIN[0] + square * (_SIN[1] + square * sine)))
        cosine = _COS[3] + square * (_COS[4] + square * _COS[5])
        cosine = _COS[0] + square * (_COS[1] + square * (_COS[2] + square * cosine))
        cosine = _ONE + square * cosine
        numbers[0, lane] = radius * (_ONE - np.float32(2.0) * sine * sine)
        numbers[1, lane] = radius * (np.float32(2.0) * sine * cosine)


_LOG2_E = np.float32(np.log2(np.e))
_LN_2_HIGH = np.float32(0.693359375)
_LN_2_LOW = np.float32(np.log(2.0) - 0.693359375)
_FACTORIALS = tuple(np.float32(1 / n) for n in (2, 6, 24, 120, 720, 5040))
_LARGEST = np.float32(80.0)


@compiled
def exponentiate(numbers: Singles) -> None:
    """Replace each of *numbers* by its exponential; beyond 80 either way it stays that of 80."""
    scale = np.empty(numbers.size, dtype=np.float32)
    digits = scale.view(np.int32)
    for lane in range(numbers.size):
        power = min(max(numbers[lane], -_LARGEST), _LARGEST)
        whole = np.floor(power * _LOG2_E + np.float32(0.5))
        part = power - whole * _LN_2_HIGH - whole * _LN_2_LOW
        series = _FACTORIALS[3] + part * (_FACTORIALS[4] + part * _FACTORIALS[5])
        series = _FACTORIALS[0] + part * (_FACTORIALS[1] + part * (_FACTORIALS[2] + part * series))
        numbers[lane] = _ONE + part * (_ONE + part * series)
        digits[lane] = (np.int32(whole) + _BIAS) << _MANTISSA_BITS
    for lane in range(numbers.size):
        numbers[lane] *= scale[lane]
