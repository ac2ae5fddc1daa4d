"""How far it is to accounts where a table says so, by road or by time, instead of the straight line."""

from dataclasses import dataclass

import numpy as np

from solver.book import Bools, Floats, Ints, Texts


@dataclass(frozen=True)
class Distances:
    """Places × reps, as many pairs as the table lists: keys (N,) place × R + rep ascending, values (N,) in `unit`.

    unit : "km" or "minutes". names : (P,) of the places. place : (A,) that of every account, −1 = none of them.
    straight_line : what a pair that is not listed counts for each kilometre of the straight line; None = all are there.
    """

    unit: str
    reps: int
    names: Texts
    place: Ints
    keys: Ints
    values: Floats
    straight_line: float | None = None

    def listed(self, account: Ints, rep: Ints) -> Floats:
        """What the table says of pairs, NaN where it is silent; the arguments broadcast."""
        place = self.place[account]
        wanted = place * self.reps + rep
        at = np.minimum(np.searchsorted(self.keys, wanted), max(len(self.keys) - 1, 0))
        if not len(self.keys):
            return np.full(wanted.shape, np.nan)
        return np.where((place >= 0) & (self.keys[at] == wanted), self.values[at], np.nan)

    def rows(self, account: Ints) -> Floats:
        """The same of some accounts with every rep, (accounts, R), in the time of what is listed."""
        place = self.place[account]
        first, last = np.searchsorted(self.keys, np.stack([place, place + 1]) * self.reps)
        size = np.where(place >= 0, last - first, 0)
        row = np.repeat(np.arange(len(account)), size)
        at = np.arange(len(row)) - np.repeat(np.cumsum(size) - size, size) + first[row]
        found = np.full((len(account), self.reps), np.nan)
        found[row, self.keys[at] % self.reps] = self.values[at]
        return found

    @property
    def complete(self) -> bool:
        """Whether no straight line is needed, so that neither accounts nor reps need coordinates."""
        return self.straight_line is None

    def lacking(self) -> Ints:
        """Keys of the pairs of an account's place and a rep that are not listed, ascending."""
        used = np.unique(self.place[self.place >= 0])
        listed = self.keys[np.isin(self.keys // self.reps, used)]
        if len(listed) == len(used) * self.reps:
            return np.zeros(0, dtype=np.int64)
        count = np.bincount(np.searchsorted(used, listed // self.reps), minlength=len(used))
        short = used[count < self.reps]
        every = (short[:, None] * self.reps + np.arange(self.reps)).reshape(-1)
        return np.setdiff1d(every, listed)

    def without_place(self) -> Bools:
        """Accounts (A,) about whose place there is no row at all."""
        return np.asarray(self.place < 0)
