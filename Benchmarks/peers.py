"""The rows of the table: what is timed, at which size, and what the peer runs for it.

A peer is a function of the size that prepares what is not timed and returns the work. To add a row,
add a `BenchmarkCase` of the same name under Sources/OnsetBenchmarks/Cases, and an entry to ROWS.
"""

from dataclasses import dataclass
from typing import Callable

import torch

MEBI = 1 << 20


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    case: str
    size: int
    unit: str  # what `size` counts, for the table
    peer_name: str
    peer: Callable[[int], Callable[[], object]]
    count: Callable[[int], int] = lambda size: size  # elements written, for the rate


def fill(initialize):
    """Runs an initializer of torch.nn.init on a float32 tensor that has been touched before."""

    def prepare(size):
        tensor = torch.zeros(size)
        return lambda: initialize(tensor)

    return prepare


def square(initialize):
    """Runs an initializer of torch.nn.init on a square float32 matrix that is touched before."""

    def prepare(size):
        tensor = torch.zeros(size, size)
        return lambda: initialize(tensor)

    return prepare


ROWS = [
    Row("uniform", 64 * MEBI, "elements", "torch.nn.init.uniform_",
        fill(lambda tensor: torch.nn.init.uniform_(tensor, -0.1, 0.1))),
    Row("normal", 64 * MEBI, "elements", "torch.nn.init.normal_",
        fill(lambda tensor: torch.nn.init.normal_(tensor, 0, 0.02))),
    Row("truncated_normal", 64 * MEBI, "elements", "torch.nn.init.trunc_normal_",
        fill(lambda tensor: torch.nn.init.trunc_normal_(tensor, 0, 0.02, -0.04, 0.04))),
    Row("orthogonal", 2048, "rows", "torch.nn.init.orthogonal_",
        square(torch.nn.init.orthogonal_), count=lambda size: size * size),
]
