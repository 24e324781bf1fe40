"""The checks: each yields one sentence for every fault that it finds in a run."""

from collections.abc import Iterator

import numpy
import onnx
import onnxruntime
import torch

from .moments import moment_faults, orthogonality_fault
from .run import Run


def accounted(run: Run) -> Iterator[str]:
    """Every initializer of the file is in the plan, once, with its shape and a reason."""
    rows = run.plan["entries"] + run.plan["constants"]
    names = [row["initializer"] for row in rows]
    stored = run.model.initializers
    yield from (f"{name}: not accounted for" for name in sorted(stored.keys() - set(names)))
    yield from (f"{name}: not in the file" for name in sorted(set(names) - stored.keys()))
    yield from (
        f"{name}: accounted for twice" for name in sorted({n for n in names if names.count(n) > 1})
    )
    for row in rows:
        shape = list(stored[row["initializer"]].shape) if row["initializer"] in stored else None
        if shape is not None and sorted(row["shape"]) != sorted(shape):
            yield f"{row['initializer']}: shape {row['shape']} in the plan, {shape} in the file"
        if not row["reason"].strip():
            yield f"{row['initializer']}: no reason given"


def named(run: Run) -> Iterator[str]:
    """The safetensors file has the framework's names and shapes, where the export knows them."""
    planned = {entry["parameter"] for entry in run.plan["entries"] if entry["decision"] != "refuse"}
    yield from (
        f"{name}: planned, but not written" for name in sorted(planned - run.weights.keys())
    )
    yield from (
        f"{name}: written, but not planned" for name in sorted(run.weights.keys() - planned)
    )
    if run.model.truth is None:
        return
    shapes, tied = _truth_shapes(run.model.truth)
    for name, shape in shapes.items():
        present = [alias for alias in tied[name] if alias in run.weights]
        wanted = not run.model.is_variant or name in run.model.transposed_names
        if not present and (wanted or name in run.model.initializers):
            yield f"{name}: missing"
        for alias in present:
            if list(run.weights[alias].shape) != shape:
                yield f"{alias}: shape {list(run.weights[alias].shape)}, the framework has {shape}"
    if not run.model.is_variant:
        known = {alias for aliases in tied.values() for alias in aliases}
        for name in sorted(run.weights.keys() - known):
            if not name.endswith((".running_mean", ".running_var")):
                yield f"{name}: not a name of the framework"


def _truth_shapes(truth: dict) -> tuple[dict[str, list[int]], dict[str, list[str]]]:
    """The framework's shape of every parameter, and the names under which each may be found."""
    shapes = {row["name"]: row["shape"] for row in truth["params"] if "shape" in row}
    tied = {name: [name] for name in shapes}
    for row in truth["params"]:
        if "tied_to" in row:
            tied[row["tied_to"]].append(row["name"])
    return shapes, tied


def moments(run: Run) -> Iterator[str]:
    """Every written tensor has the mean and the deviation that the plan expects."""
    for entry in run.entries("initialize"):
        tensor = run.weights.get(entry["parameter"])
        if tensor is not None:
            yield from moment_faults(entry["parameter"], tensor, entry["expected"])


def distinct(run: Run) -> Iterator[str]:
    """No two random tensors of one shape are equal."""
    seen: dict[bytes, str] = {}
    for entry in run.entries("initialize"):
        name = entry["parameter"]
        tensor = run.weights.get(name)
        if tensor is None or tensor.numel() < 2 or entry["expected"]["standardDeviation"] == 0:
            continue
        other = seen.setdefault(_bytes(tensor), name)
        # Rules without chance (identity, a forget gate's bias) may well repeat their few values.
        if other != name and len(tensor.unique()) > 2:
            yield f"{name}: the same values as {other}"


def orthogonal(run: Run) -> Iterator[str]:
    """Tensors with an orthogonal scheme are orthogonal: per gate, per packed part, per group."""
    groups = {
        node.input[1]: attribute.i
        for node in run.model.proto.graph.node
        for attribute in node.attribute
        if attribute.name == "group"
    }
    for entry in run.entries("initialize"):
        if "orthogonal" not in str(entry["scheme"]).lower():
            continue
        tensor = run.weights.get(entry["parameter"])
        # Keras makes a recurrent kernel orthogonal over its packed gates, all others gate by gate.
        square = entry["role"] == "recurrentHiddenKernel" and run.scheme != "keras"
        if tensor is not None and (
            fault := orthogonality_fault(tensor, square, groups.get(entry["initializer"], 1))
        ):
            yield f"{entry['parameter']}: {fault}"


def untouched(run: Run) -> Iterator[str]:
    """What is not initialized is byte for byte as it was: the graph, and every other tensor."""
    planned = {entry["initializer"] for entry in run.entries("initialize")}
    for name, before in run.model.initializers.items():
        after = run.written_initializers.get(name)
        if after is None:
            yield f"{name}: gone from the written model"
        elif before.dtype != after.dtype or before.shape != after.shape:
            yield f"{name}: {before.dtype}{before.shape} became {after.dtype}{after.shape}"
        elif name not in planned and before.tobytes() != after.tobytes():
            yield f"{name}: not planned, but changed"
    if _without_weights(run.model.proto) != _without_weights(run.written):
        yield "the written model differs from the original in more than its initializers"


def same_values(run: Run) -> Iterator[str]:
    """The written model and the safetensors file hold the same numbers, transposed or not."""
    for entry in run.plan["entries"]:
        tensor = run.weights.get(entry["parameter"])
        stored = run.written_initializers.get(entry["initializer"])
        if tensor is None or stored is None:
            continue
        values = tensor.float().numpy()
        forms = [stored] if stored.ndim < 2 else [stored, stored.swapaxes(-1, -2)]
        if not any(numpy.array_equal(values, f.astype(numpy.float32)) for f in forms):
            yield f"{entry['parameter']}: other numbers in the written model"


def checker(run: Run) -> Iterator[str]:
    """The ONNX checker passes the written model."""
    path = str(run.written_path)
    try:
        onnx.checker.check_model(path, full_check=True)
    except Exception as error:  # The checker raises several unrelated types.
        yield f"onnx.checker: {str(error).splitlines()[0]}"


def runs(run: Run) -> Iterator[str]:
    """ONNX Runtime runs the old and the new model, with finite output of the same shape."""
    feeds = run.model.feeds()
    before = _execute(str(run.model.path), feeds)
    after = _execute(str(run.written_path), feeds)
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        if old.shape != new.shape:
            yield f"output {index}: shape {old.shape} became {new.shape}"
        if not numpy.isfinite(old).all():
            yield f"output {index}: the original's output is not finite"
        if not numpy.isfinite(new).all():
            yield f"output {index}: not finite"


def recipe(run: Run) -> Iterator[str]:
    """`onset plan` prints a recipe from which `init --recipe` makes the same bits."""
    again = run.init("recipe.safetensors", "--recipe", str(run.recipe()))
    yield from _differences(run.weights, again, "from the recipe")


def narrow(run: Run) -> Iterator[str]:
    """`--dtype bfloat16` is the same draw, rounded to nearest-even."""
    halves = run.init("half.safetensors", *run.choices, "--dtype", "bfloat16")
    expected = {
        entry["parameter"]: run.weights[entry["parameter"]].to(torch.bfloat16)
        for entry in run.entries("initialize")
        if entry["parameter"] in run.weights
    }
    yield from _differences(
        expected, {n: t for n, t in halves.items() if n in expected}, "in bfloat16"
    )


def selected(run: Run) -> Iterator[str]:
    """`--only` one tensor gives it the bits that it has among all, and leaves the others alone."""
    random = [e for e in run.entries("initialize") if e["expected"]["standardDeviation"] > 0]
    if not random:
        return
    chosen = random[-1]
    path = run.folder / "only.onnx"
    only = ["--only", chosen["parameter"]]
    run.command("init", str(run.model.path), "-o", str(path), *run.choices, *only)
    stored = {t.name: onnx.numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    for name, value in stored.items():
        source = (
            run.written_initializers if name == chosen["initializer"] else run.model.initializers
        )
        if value.tobytes() != source[name].tobytes():
            yield f"{name}: not as expected with --only {chosen['parameter']}"


CHECKS = {
    "account": accounted,
    "names": named,
    "moments": moments,
    "distinct": distinct,
    "orthog": orthogonal,
    "kept": untouched,
    "same": same_values,
    "checker": checker,
    "runtime": runs,
    "recipe": recipe,
    "bf16": narrow,
    "only": selected,
}


def _differences(expected: dict, found: dict, where: str) -> Iterator[str]:
    for name in sorted(expected.keys() ^ found.keys()):
        yield f"{name}: {'missing' if name in expected else 'unexpected'} {where}"
    for name in sorted(expected.keys() & found.keys()):
        if expected[name].dtype != found[name].dtype:
            yield f"{name}: {found[name].dtype} instead of {expected[name].dtype} {where}"
        elif _bytes(expected[name]) != _bytes(found[name]):
            yield f"{name}: other bits {where}"


def _bytes(tensor: torch.Tensor) -> bytes:
    return tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes()


def _execute(path: str, feeds: dict) -> list[numpy.ndarray]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return session.run(None, feeds)


def _without_weights(proto: onnx.ModelProto) -> bytes:
    bare = onnx.ModelProto()
    bare.CopyFrom(proto)
    del bare.graph.initializer[:]
    return bare.SerializeToString(deterministic=True)
