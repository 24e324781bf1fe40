#!/usr/bin/env python3
"""Runs Onset and its peers in turn, prints medians and ratios. Called by Benchmarks/run."""

import argparse
import json
import statistics
import time

import torch
from peers import ROWS
from timing import PAUSE, Onset, peer_seconds, processor


def measure(row, binary, rounds):
    """Medians over the rounds; in each, peer and Onset run one after the other."""
    onset = Onset(binary)
    work = row.peer(row.size)
    work()  # both sides are warmed up before the first timed run
    onset.seconds(row.case, row.size)
    times = {"peer": [], "onset": []}
    for _ in range(rounds):
        time.sleep(PAUSE)
        times["peer"].append(peer_seconds(work))
        time.sleep(PAUSE)
        times["onset"].append(onset.seconds(row.case, row.size))
    onset.close()
    return {
        "case": row.case,
        "size": row.size,
        "unit": row.unit,
        "peer": row.peer_name,
        "count": row.count(row.size),
        "peer_seconds": statistics.median(times["peer"]),
        "onset_seconds": statistics.median(times["onset"]),
        "times": times,
    }


def table(results, rounds):
    lines = [
        f"{processor()}; PyTorch {torch.__version__} on {torch.get_num_threads()} threads; "
        f"medians of {rounds} rounds, peer and Onset in turn",
        "",
        "| work | size | peer | peer, ms | Onset, ms | Onset, M/s | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for result in results:
        rate = result["count"] / result["onset_seconds"] / 1e6
        ratio = result["peer_seconds"] / result["onset_seconds"]
        lines.append(
            f"| {result['case'].replace('_', ' ')} | {result['size']:,} {result['unit']} "
            f"| `{result['peer']}` | {result['peer_seconds'] * 1e3:.1f} "
            f"| {result['onset_seconds'] * 1e3:.1f} | {rate:.0f} | {ratio:.1f} × |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", help="rows to run, by default all")
    parser.add_argument("--onset", required=True, help="the built OnsetBenchmarks")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", help="also write every time to this file")
    arguments = parser.parse_args()
    unknown = set(arguments.cases) - {row.case for row in ROWS}
    if unknown:
        parser.error(f"no row is called {', '.join(sorted(unknown))}")
    chosen = [row for row in ROWS if not arguments.cases or row.case in arguments.cases]
    results = [measure(row, arguments.onset, arguments.rounds) for row in chosen]
    print(table(results, arguments.rounds))
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(results, file, indent=2)


if __name__ == "__main__":
    main()
