"""Runs models through `onset run` and compares with the outputs that PyTorch gave.

A folder holds `model.onnx`, `meta.json` with the names of inputs and outputs, and their arrays.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

LIMIT = 1e-4


def models(paths):
    """The folders with a model, below the given ones."""
    for path in map(pathlib.Path, paths):
        found = [path] if (path / "model.onnx").exists() else sorted(
            folder for folder in path.iterdir() if (folder / "model.onnx").exists())
        if not found:
            sys.exit(f"{path}: there is no model.onnx in it nor in its folders")
        yield from found


def difference(onset, folder):
    """The largest difference over the outputs, relative to the largest output, and the seconds taken."""
    meta = json.loads((folder / "meta.json").read_text())
    with tempfile.TemporaryDirectory() as results:
        results = pathlib.Path(results)
        arguments = [onset, "run", folder / "model.onnx", "--quiet"]
        for entry in meta["inputs"]:
            arguments += ["--input", f"{entry['name']}={folder / entry['file']}"]
        for place, entry in enumerate(meta["outputs"]):
            arguments += ["--output", f"{entry['name']}={results / f'{place}.npy'}"]
        start = time.monotonic()
        done = subprocess.run(arguments, capture_output=True, text=True)
        seconds = time.monotonic() - start
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip())
        worst = 0.0
        for place, entry in enumerate(meta["outputs"]):
            expected = np.load(folder / entry["file"]).astype(np.float64)
            found = np.load(results / f"{place}.npy").astype(np.float64)
            if expected.shape != found.shape:
                raise RuntimeError(f"shape {found.shape} instead of {expected.shape}")
            worst = max(worst, np.abs(found - expected).max() / np.abs(expected).max())
    return worst, seconds


def main():
    onset, failures, count = sys.argv[1], 0, 0
    for folder in models(sys.argv[2:]):
        count += 1
        try:
            worst, seconds = difference(onset, folder)
        except RuntimeError as problem:
            failures += 1
            print(f"{folder.name:24} FAILED {problem}")
            continue
        verdict = "" if worst <= LIMIT else f" FAILED: more than {LIMIT}"
        failures += bool(verdict)
        print(f"{folder.name:24} {worst:.2e} {seconds:6.2f} s{verdict}", flush=True)
    print(f"{count - failures} of {count} models within {LIMIT}")
    sys.exit(1 if failures or not count else 0)


if __name__ == "__main__":
    main()
