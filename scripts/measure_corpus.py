"""Compares the measurement of `onset check` with PyTorch's, layer by layer.

A folder holds `model.onnx`, `meta.json` with inputs and outputs, their arrays, and `truth.json`, whose
`layers` have second moments of output, gradient at the output and gradient at the weight.
"""

import collections
import json
import pathlib
import subprocess
import sys

LIMIT = 1e-3


def models(paths):
    for path in map(pathlib.Path, paths):
        found = [path] if (path / "model.onnx").exists() else sorted(
            folder for folder in path.iterdir() if (folder / "model.onnx").exists())
        yield from found


def measured(onset, folder):
    meta = json.loads((folder / "meta.json").read_text())
    arguments = [onset, "check", folder / "model.onnx", "--json", "-", "--measure-only",
                 "--fail-on", "never"]
    for entry in meta["inputs"]:
        arguments += ["--input", f"{entry['name']}={folder / entry['file']}"]
    for entry in meta["outputs"]:
        if "cotangent" in entry:
            arguments += ["--cotangent", f"{entry['name']}={folder / entry['cotangent']}"]
    done = subprocess.run(arguments, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    rows = collections.defaultdict(list)
    for layer in json.loads(done.stdout)["layers"]:
        rows[layer["parameter"]].append(layer["measured"])
    return rows


def differences(onset, folder):
    """(relative difference, layer, quantity) of everything that both sides have, and what is missing."""
    rows = measured(onset, folder)
    found, missing = [], []
    uses = collections.Counter()
    for layer in json.loads((folder / "truth.json").read_text())["layers"]:
        name = (layer.get("onnx") or {}).get("initializer")
        # A tied parameter has one row for each use, in execution order.
        use, uses[name] = uses[name], uses[name] + 1
        if name not in rows or use >= len(rows[name]):
            missing.append(layer["name"])
            continue
        row = rows[name][use]
        for quantity, key in (("output", "output_m2"), ("outputGradient", "grad_output_m2")):
            expected = layer.get(key)
            if expected is None:
                continue
            number = (row.get(quantity) or {}).get("secondMoment")
            if number is None:
                missing.append(f"{layer['name']} {quantity}")
            elif expected > 0:
                found.append((abs(number / expected - 1), layer["name"], quantity))
    return found, missing


def main():
    onset, failures, count = sys.argv[1], 0, 0
    for folder in models(sys.argv[2:]):
        count += 1
        try:
            found, missing = differences(onset, folder)
            worst = max(found) if found else (float("nan"), "", "")
            passed = worst[0] <= LIMIT and not missing
            detail = f"{len(found):4d} numbers, worst {worst[0]:.1e} ({worst[1]} {worst[2]})"
            if missing:
                detail += f", not found: {', '.join(missing[:4])}"
        except RuntimeError as problem:
            passed, detail = False, str(problem)
        failures += not passed
        print(f"{'pass' if passed else 'FAIL'}  {folder.name:20s} {detail}", flush=True)
    print(f"{count - failures} of {count} models within {LIMIT:g}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
