"""Random numbers: the published ones, of the right distribution, and the same interpreted."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rebalancer.simulate.compiled import Compiled
from rebalancer.simulate.randomness import (
    Key,
    draw_bits,
    exponential,
    exponentiate,
    key_of,
    normal,
    uniform,
)

MANY = 200_000


def bits_of(first: int, month: int, draw: int, key: Key, lanes: int = 1) -> NDArray[np.uint32]:
    bits = np.empty((4, lanes), dtype=np.uint32)
    draw_bits(first, month, draw, key, bits)
    return bits


def test_the_generator_gives_the_published_numbers() -> None:
    """The first known answer of the authors' own test vectors for philox4x32-10."""
    numbers = bits_of(0, 0, 0, Key(np.uint64(0), np.uint64(0)))[:, 0]
    assert [f"{number:08x}" for number in numbers] == [
        "6627e8d5",
        "e169c58d",
        "bc57ac4c",
        "9b00dbd8",
    ]


@pytest.mark.parametrize("other", [(1, 0, 0, 5), (0, 1, 0, 5), (0, 0, 1, 5), (0, 0, 0, 2**40 + 5)])
def test_every_part_of_a_place_matters(other: tuple[int, int, int, int]) -> None:
    path, month, draw, seed = other
    here = bits_of(0, 0, 0, key_of(5))
    assert not np.array_equal(bits_of(path, month, draw, key_of(seed)), here)


def test_a_path_has_its_numbers_whatever_lies_beside_it() -> None:
    together = bits_of(10, 3, 2, key_of(7), lanes=50)
    np.testing.assert_array_equal(bits_of(41, 3, 2, key_of(7))[:, 0], together[:, 31])


def test_uniforms_stay_inside_their_range() -> None:
    numbers = np.empty(3, dtype=np.float32)
    uniform(np.array([0, 2**31, 2**32 - 1], dtype=np.uint32), numbers)
    assert 0 < numbers[0] < 1e-9
    assert numbers[1] == pytest.approx(0.5)
    assert numbers[2] <= 1


def test_exponentials_are_logarithms_to_single_precision() -> None:
    bits = bits_of(0, 0, 0, key_of(1), MANY)[0]
    numbers = np.empty(MANY, dtype=np.float32)
    exponential(bits, numbers)
    exact = -2 * np.log(((bits >> 1).astype(np.float64) + 0.5) * 2.0**-31)
    np.testing.assert_allclose(numbers, exact, atol=4e-6)


def test_normals_have_the_moments_of_the_bell_curve() -> None:
    numbers = np.empty((2, MANY), dtype=np.float32)
    normal(bits_of(0, 0, 0, key_of(2), MANY)[:2], numbers)
    exact = numbers.astype(np.float64)
    error = 1 / MANY**0.5
    np.testing.assert_allclose(exact.mean(axis=1), 0, atol=4 * error)
    np.testing.assert_allclose(exact.var(axis=1), 1, atol=4 * 2**0.5 * error)
    np.testing.assert_allclose((exact**4).mean(axis=1), 3, atol=4 * 96**0.5 * error)
    assert abs(np.mean(exact[0] * exact[1])) < 4 * error
    assert np.abs(exact).max() < 6.7


def test_exponentiation_is_exact_at_zero_and_bounded_at_the_ends() -> None:
    powers = np.array([0.0, 1.0, -1.0, 0.3, 500.0, -500.0], dtype=np.float32)
    numbers = powers.copy()
    exponentiate(numbers)
    assert numbers[0] == 1
    np.testing.assert_allclose(numbers, np.exp(np.clip(powers.astype(np.float64), -80, 80)), 3e-7)


@pytest.mark.parametrize("function", [uniform, exponential])
def test_machine_code_computes_what_python_does(
    function: Compiled[[NDArray[np.uint32], NDArray[np.float32]], None],
) -> None:
    bits = bits_of(3, 1, 4, key_of(15), lanes=9)[0]
    fast, slow = np.empty((2, 9), dtype=np.float32)
    function(bits, fast)
    function.py_func(bits, slow)
    np.testing.assert_array_equal(fast, slow)


def test_draws_normals_and_exponentials_too_are_the_same_in_python() -> None:
    bits = np.empty((4, 9), dtype=np.uint32)
    draw_bits.py_func(3, 1, 4, key_of(15), bits)
    np.testing.assert_array_equal(bits, bits_of(3, 1, 4, key_of(15), lanes=9))
    fast, slow = np.empty((2, 2, 9), dtype=np.float32)
    normal(bits[:2], fast)
    normal.py_func(bits[:2], slow)
    np.testing.assert_allclose(fast, slow, rtol=2e-7)
    exponentiate(fast[0])
    exponentiate.py_func(slow[0])
    np.testing.assert_allclose(fast[0], slow[0], rtol=3e-7)
