"""Checks what `onset` writes for real models against PyTorch, ONNX and ONNX Runtime.

Run by scripts/verify-corpus. For every model, `onset init` writes a safetensors file and an ONNX
file. The second column counts the stored tensors that the plan initializes, keeps, refuses, and
those that are no parameters (constants); the others say whether

    account    every initializer of the file is in the plan once, with a reason
    names      the safetensors file has the framework's names and shapes
    moments    each tensor's mean and deviation are within sampling error of the plan's expectation
    distinct   no two random tensors are equal
    orthog     orthogonal schemes are orthogonal, block by block
    kept       the graph and every tensor that is not initialized are byte for byte as they were
    same       the ONNX file holds the same numbers as the safetensors file
    checker    onnx.checker passes
    runtime    ONNX Runtime runs the old and the new model with finite output
    recipe     `onset plan` prints a recipe that gives the same bits
    bf16       `--dtype bfloat16` is the same draw, rounded
    only       `--only` one tensor gives the same bits and leaves all others alone

A cell is `ok`, the number of faults, or `-` where a command failed that an earlier column has told
of. The faults follow the table. The exit code is 0 when there are none.
"""

import argparse
import pathlib
import sys
import tempfile
import traceback

from corpus_checks.checks import CHECKS
from corpus_checks.model import Model
from corpus_checks.run import CommandFailed, Run

NAME_WIDTH = 35
COUNT_WIDTH = 14


def faults_of(run: Run) -> dict[str, list[str] | None]:
    """The faults that each check finds, none where it could not be made for a fault told before."""
    found = {}
    for label, check in CHECKS.items():
        try:
            found[label] = list(check(run))
        except CommandFailed as error:
            # Several checks stand on one command: its failure is told once.
            told = any([str(error)] == faults for faults in found.values())
            found[label] = None if told else [str(error)]
        except Exception:  # One broken file must not hide what is true of the others.
            found[label] = [traceback.format_exc(limit=-1).strip().replace("\n", " | ")]
    return found


def counts(run: Run) -> str:
    """How many stored tensors are initialized, kept, refused, and no parameters at all."""
    try:
        decided = [len(run.entries(decision)) for decision in ("initialize", "keep", "refuse")]
        return "/".join(map(str, [*decided, len(run.plan["constants"])]))
    except CommandFailed:
        return "-"


def row(name: str, count: str, cells: list[str]) -> str:
    widths = [max(len(label), 2) for label in CHECKS]
    columns = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
    return name.ljust(NAME_WIDTH) + count.ljust(COUNT_WIDTH) + " ".join(columns)


def main() -> int:
    parser = argparse.ArgumentParser(prog="verify-corpus", description=__doc__)
    parser.add_argument("onset", help="the command")
    parser.add_argument("models", nargs="+", type=pathlib.Path, help="a file, a folder or a corpus")
    parser.add_argument("--scheme", help="the scheme family, by default the command's own")
    options = parser.parse_args()
    models = [model for argument in options.models for model in Model.find(argument)]
    print(row("model", "i/k/r/c", list(CHECKS)))
    faults = []
    for model in models:
        with tempfile.TemporaryDirectory(prefix="onset-corpus.") as folder:
            run = Run(options.onset, model, pathlib.Path(folder), options.scheme)
            found = faults_of(run)
            count = counts(run)
        cells = ["-" if fs is None else str(len(fs)) if fs else "ok" for fs in found.values()]
        print(row(model.name, count, cells), flush=True)
        faults += [f"{model.name}: {label}: {f}" for label, fs in found.items() for f in fs or []]
    for fault in faults:
        print(fault)
    failed = len({fault.split(":")[0] for fault in faults})
    print(f"{len(models) - failed} of {len(models)} models pass every check, {len(faults)} faults.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
