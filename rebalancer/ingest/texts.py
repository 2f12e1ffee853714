"""Texts get numbers: the same text the same number, a million of them at a time."""

from collections.abc import Hashable, Mapping

import numpy as np

from rebalancer.ingest.scan import Flags, Integers, Words

_FIRST_SLOTS = 1 << 16
_MIX = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(29)


class Texts:
    """Numbers texts from 0: what has the same words, has the same number.

    A table says for each hash of some words which number they have. Words that find their slot
    taken by others look into another one; nothing rests on two hashes being different.

    Attributes:
        count: How many different texts there are so far.
    """

    def __init__(self) -> None:
        self.count = 0
        self._slots = np.full(_FIRST_SLOTS, -1, np.int64)
        self._words: dict[Hashable, Words] = {}

    def number(self, words: Mapping[Hashable, Words], count: int) -> tuple[Integers, Integers]:
        """Return the numbers of *count* texts, and which of the texts are new, by number.

        *words* holds some words of each text, by their place; what is not given is zero.
        """
        self._grow(words, self.count + count)
        numbers = np.full(count, -1, np.int64)
        new = [np.zeros(0, np.int64)]
        hashes = _hashes(words, count)
        waiting = np.arange(count)
        while len(waiting):
            slots = self._slots_of(hashes)
            free = np.flatnonzero(self._slots[slots] < 0)
            new.append(self._keep(words, waiting[free], slots[free]))
            found = self._slots[slots]
            same = self._are(found, words, waiting)
            numbers[waiting[same]] = found[same]
            waiting, hashes = waiting[~same], _mixed(hashes[~same])
        return numbers, np.concatenate(new)

    def _slots_of(self, hashes: Words) -> Integers:
        return (hashes & np.uint64(len(self._slots) - 1)).astype(np.int64)

    def _keep(self, words: Mapping[Hashable, Words], texts: Integers, slots: Integers) -> Integers:
        """Give each of the *slots* to the first text that found it free; return these texts."""
        taken, first = np.unique(slots, return_index=True)
        order = np.argsort(first)
        kept = texts[first[order]]
        numbers = np.arange(self.count, self.count + len(kept))
        for place, known in self._words.items():
            known[numbers] = words[place][kept] if place in words else 0
        self._slots[taken[order]] = numbers
        self.count += len(kept)
        return kept

    def _are(self, numbers: Integers, words: Mapping[Hashable, Words], texts: Integers) -> Flags:
        """Return which of the *texts* have all the words that *numbers* were given to."""
        same = np.ones(len(texts), np.bool_)
        for place, known in self._words.items():
            same &= known[numbers] == (words[place][texts] if place in words else 0)
        return same

    def _grow(self, words: Mapping[Hashable, Words], count: int) -> None:
        """Make room for *count* texts and for all places of *words*."""
        size = len(self._slots)
        while size < 2 * count:
            size *= 4
        for place in words.keys() - self._words.keys():
            self._words[place] = np.zeros(size, np.uint64)
        if size == len(self._slots):
            return
        self._slots = np.full(size, -1, np.int64)
        for place, known in self._words.items():
            self._words[place] = np.concatenate([known, np.zeros(size - len(known), np.uint64)])
        numbers = np.arange(self.count)
        hashes = _hashes(
            {place: each[: self.count] for place, each in self._words.items()}, self.count
        )
        while len(numbers):
            slots = self._slots_of(hashes)
            free = np.flatnonzero(self._slots[slots] < 0)
            self._slots[slots[free]] = numbers[free]
            is_left = self._slots[slots] != numbers
            numbers, hashes = numbers[is_left], _mixed(hashes[is_left])


def _hashes(words: Mapping[Hashable, Words], count: int) -> Words:
    """Return a number for each text; words that are zero do not change it."""
    hashes = np.zeros(count, np.uint64)
    for place, word in words.items():
        hashes += _mixed(word) * np.uint64(hash(place) % (1 << 62) * 2 + 1)
    return _mixed(hashes)


def _mixed(hashes: Words) -> Words:
    mixed = hashes * _MIX
    return mixed ^ (mixed >> _HALF)
