#!/usr/bin/env python3
"""Checks Onset's tangent kernel against neural-tangents and times both. Called by Benchmarks/ntk."""

import argparse
import os
import statistics
import sys
import tempfile
import time

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
import numpy as np
from neural_tangents import stax
from timing import PAUSE, Onset, peer_seconds, processor

jax.config.update("jax_enable_x64", True)

DEPTH = 30
DIMENSION = 256
AGREEMENT = 1e-5  # the largest relative difference between the kernels that is accepted


def inputs(count):
    """The inputs of Onset's case: the finalizer of MurmurHash3 on the element's place."""
    x = np.arange(1, count * DIMENSION + 1, dtype=np.uint32)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x85EBCA6B)
    x ^= x >> np.uint32(13)
    x *= np.uint32(0xC2B2AE35)
    x ^= x >> np.uint32(16)
    return (x.astype(np.float64) * 2.0**-31 - 1).reshape(count, DIMENSION)


def tangent_kernel():
    layers = [stax.Dense(1, W_std=2**0.5, b_std=0.0), stax.Relu()] * DEPTH
    _, _, kernel = stax.serial(*layers, stax.Dense(1, W_std=2**0.5, b_std=0.0))
    return jax.jit(lambda x: kernel(x, None, "ntk"))


def difference(kernel, path, count):
    """The largest difference between the kernels, relative to the entry."""
    ours = np.fromfile(path, dtype=np.float64).reshape(count, count)
    return float(np.max(np.abs(ours - kernel) / np.abs(kernel)))


def measure(onset, works, count, rounds):
    """Times of every work and of Onset; in each round one runs after the other."""
    times = {name: [] for name in [*works, "Onset"]}
    for _ in range(rounds):
        for name, work in works.items():
            time.sleep(PAUSE)
            times[name].append(peer_seconds(work))
        time.sleep(PAUSE)
        times["Onset"].append(onset.seconds("ntk", count))
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--onset", required=True, help="the built OnsetBenchmarks")
    parser.add_argument("--inputs", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()

    count, x = arguments.inputs, inputs(arguments.inputs)
    kernel, onset = tangent_kernel(), Onset(arguments.onset)
    forms = {"float32": jnp.asarray(x, jnp.float32), "float64": jnp.asarray(x)}
    # The first call compiles; it is not timed.
    expected = {name: np.asarray(kernel(form), np.float64) for name, form in forms.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "ntk")
        onset.write_result("ntk", count, path)
        worst = {name: difference(expected[name], path, count) for name in forms}
    if not worst["float64"] <= AGREEMENT:
        sys.exit(f"the kernels differ by {worst['float64']:.1e}, more than {AGREEMENT:.0e}.")

    works = {
        f"neural-tangents, {name}": lambda form=form: kernel(form).block_until_ready()
        for name, form in forms.items()
    }
    times = measure(onset, works, count, arguments.rounds)
    onset.close()
    ours = statistics.median(times["Onset"])
    print(
        f"{processor()}; JAX {jax.__version__}; tangent kernel of {DEPTH} ReLU layers, {count:,} inputs "
        f"of {DIMENSION} elements; medians of {arguments.rounds} rounds, one after the other\n\n"
        "| side | ms | least, ms | largest difference from Onset | ratio |\n|---|---|---|---|---|")
    for name in forms:
        side = times[f"neural-tangents, {name}"]
        print(
            f"| neural-tangents, {name} | {statistics.median(side) * 1e3:.0f} "
            f"| {min(side) * 1e3:.0f} | {worst[name]:.1e} | {statistics.median(side) / ours:.1f} × |")
    print(f"| Onset, float64 | {ours * 1e3:.0f} | {min(times['Onset']) * 1e3:.0f} | | |")


if __name__ == "__main__":
    main()
