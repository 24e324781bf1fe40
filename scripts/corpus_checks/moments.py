"""Statistical judgement of single tensors, with tolerances from their size."""

from collections.abc import Iterator

import torch

# A true deviation beyond this many standard errors is chance once in 1.7 million tensors.
BOUND = 5.0


def moment_faults(name: str, tensor: torch.Tensor, expected: dict) -> Iterator[str]:
    """Compares a tensor's mean and deviation with what the plan expects.

    Standard errors from N elements with kurtosis k: s/sqrt(N) for the mean, and
    s*sqrt((k - 1) / (4N)) for the deviation.
    """
    mean, deviation = expected["mean"], expected["standardDeviation"]
    values = tensor.double().flatten()
    count = values.numel()
    rounding = torch.finfo(tensor.dtype).eps
    if not values.isfinite().all():
        yield f"{name}: not finite"
        return
    if deviation == 0:
        constant = torch.tensor(mean, dtype=torch.float64).to(tensor.dtype).double()
        if not (values == constant).all():
            yield f"{name}: a constant {mean} was planned, found {_range(values)}"
        return
    found_mean = values.mean().item()
    centred = values - mean
    found_deviation = centred.square().mean().sqrt().item()
    error = deviation * (count**-0.5)
    tolerance = BOUND * error + rounding * (abs(mean) + deviation)
    if abs(found_mean - mean) > tolerance:
        yield f"{name}: mean {found_mean:.6g}, planned {mean:.6g} ± {tolerance:.2g} (N = {count})"
    error = deviation * ((_kurtosis(centred) - 1) / (4 * count)) ** 0.5
    tolerance = BOUND * error + rounding * (abs(mean) + deviation)
    if abs(found_deviation - deviation) > tolerance:
        yield (
            f"{name}: deviation {found_deviation:.6g},"
            f" planned {deviation:.6g} ± {tolerance:.2g} (N = {count})"
        )


def _kurtosis(centred: torch.Tensor) -> float:
    """The sample's kurtosis; a normal distribution's where the sample is too small to tell."""
    second = centred.square().mean()
    sample = (centred.pow(4).mean() / second.square()).item() if second > 0 else 3.0
    return sample if centred.numel() >= 100 else max(sample, 3.0)


def orthogonality_fault(tensor: torch.Tensor, square: bool, groups: int) -> str | None:
    """Says how far a tensor is from being made of orthogonal blocks, or nothing when it is.

    The plan does not say how a tensor is packed, so the packings that occur are tried: groups of a
    convolution, and up to four parts (gates, or q, k and v) along the first or the last axis.
    Where the blocks are known to be square, as a recurrent layer's gates are, one packing is left.
    """
    values = tensor.double()
    if values.ndim < 2:
        return "an orthogonal vector"
    limit = 1e-6 * max(values.shape[0], values[0].numel()) ** 0.5
    packings = [
        blocks
        for axis in (0, values.ndim - 1)
        for count in {1, 2, 3, 4, groups}
        if (blocks := _blocks(values, axis, count))
        and (not square or blocks[0].shape[0] == blocks[0].shape[1])
    ]
    defects = [max(_defect(block) for block in blocks) for blocks in packings]
    if not defects or min(defects) > limit:
        return f"orthogonality defect {min(defects, default=float('nan')):.2g}, limit {limit:.2g}"
    return None


def _blocks(values: torch.Tensor, axis: int, count: int) -> list[torch.Tensor]:
    """The tensor in equal parts along an axis, each a matrix; nothing where it does not divide."""
    if values.shape[axis] % count:
        return []
    flat = (0, 1) if axis == 0 else (axis - 1, axis)
    parts = values.chunk(count, axis)
    if values.ndim == 3 and values.shape[0] <= 2 and axis == 0:
        # ONNX keeps a recurrent layer's directions on an axis of their own.
        return [block for direction in values for block in _blocks(direction, 0, count)]
    return [part.flatten(flat[0] + 1) if axis == 0 else part.flatten(0, flat[0]) for part in parts]


def _defect(block: torch.Tensor) -> float:
    """The largest entry of B·Bᵀ/g² − 1, over the shorter side, where g is the block's own gain."""
    block = block if block.shape[0] <= block.shape[1] else block.T
    gram = block @ block.T
    gain = gram.diagonal().mean()
    if gain == 0:
        return float("inf")
    return (gram / gain - torch.eye(len(gram), dtype=gram.dtype)).abs().max().item()


def _range(values: torch.Tensor) -> str:
    low, high = values.min().item(), values.max().item()
    return f"{low:.9g}" if low == high else f"{low:.6g} … {high:.6g}"
