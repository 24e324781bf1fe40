"""ONNX files that must be refused."""

from __future__ import annotations

import random

from .case import Case, reading
from .onnx_file import attribute_graph, field, floats, graph, model, node, tensor, varint

FLIPS = 60


def cases(example: bytes) -> list[Case]:
    """Every case, given the bytes of a good model of a few megabytes."""
    return damaged(example) + broken_format() + broken_tensors() + broken_graphs()


def damaged(example: bytes) -> list[Case]:
    """A good file cut short, and with single bits flipped."""
    lengths = [0, 1, 10, 1000, len(example) // 2, len(example) - 1]
    cut = [reading(f"cut to {n} bytes", "cut.onnx", example[:n]) for n in lengths]
    generator = random.Random(0)
    flipped = []
    for number in range(FLIPS):
        # Operators and names lie at the front; further back there are only weights to hit.
        bit = generator.randrange(8 * (60_000 if number % 2 else len(example)))
        data = bytearray(example)
        data[bit // 8] ^= 1 << bit % 8
        flipped.append(reading(f"bit {bit} flipped", "flipped.onnx", bytes(data), may_succeed=True))
    return cut + flipped


def broken_format() -> list[Case]:
    """Files that are not ONNX, or not such that it can be read safely."""
    nested = graph()
    for _ in range(2000):
        nested = graph([node("If", ["x"], "y") + field(5, attribute_graph("then_branch", nested))])
    return [
        reading("a good model", "model.onnx", model(), exit_code=0),
        reading("text", "text.onnx", b"this is not a model\n" * 100),
        reading("a zip archive, as PyTorch saves", "model.onnx", b"PK\x03\x04" + bytes(500)),
        reading("a model without a graph", "empty.onnx", field(1, 8) + field(8, field(2, 18))),
        reading(
            "a field that claims 2^60 bytes", "huge.onnx", field(1, 8) + b"\x3a" + varint(1 << 60)
        ),
        reading("graphs nested 2000 deep", "deep.onnx", model(nested)),
        reading("opset 6", "old.onnx", model(opset=6)),
    ]


def broken_tensors() -> list[Case]:
    """Initializers that contradict themselves, lie elsewhere, or hold what no weight can be."""

    def stored(name: str, weight: bytes, **more) -> Case:
        return reading(name, "model.onnx", model(graph(initializers=[weight])), **more)

    def external(name: str, location: str, offset: int = 0, length: int = 128) -> Case:
        where = {"location": location, "offset": str(offset), "length": str(length)}
        case = stored(name, tensor(external=where))
        case.files["short.bin"] = bytes(64)
        return case

    nan = float("nan")
    return [
        stored("a shape of 2^60 elements", tensor(dims=(1 << 30, 1 << 30))),
        stored("a shape whose product overflows", tensor(dims=(1 << 40, 1 << 40))),
        stored("a negative dimension", tensor(dims=(-4, 8))),
        stored("fewer elements than the shape", tensor(raw=floats(31))),
        stored("more elements than the shape", tensor(raw=floats(33))),
        stored("half an element", tensor(raw=floats(32)[:-2])),
        stored("an unknown element type", tensor(data_type=99)),
        stored("no element type", tensor(data_type=0)),
        stored("NaN in a weight", tensor(raw=floats(32, first=nan))),
        stored("infinity in a weight", tensor(raw=floats(32, first=float("inf")))),
        external("external data that is missing", "missing.bin"),
        external("external data that ends early", "short.bin"),
        external("external data that starts after the end", "short.bin", offset=1 << 40),
        external("external data at a negative offset", "short.bin", offset=-8),
        external("external data outside the folder", "../../../../../../etc/hostname", length=1),
        external("external data at an absolute path", "/etc/passwd", length=128),
    ]


def broken_graphs() -> list[Case]:
    """Graphs that cannot be a network, or not one that Onset knows."""

    def connected(name: str, *nodes: bytes) -> Case:
        return reading(name, "model.onnx", model(graph(list(nodes))))

    multiply = node("MatMul", ["x", "fc.weight"], "h")
    return [
        connected("an unknown operator", multiply, node("Frobnicate", ["h"], "y")),
        connected(
            "an operator of another domain", multiply, node("Gelu", ["h"], "y", domain="a.b")
        ),
        connected("a value that nothing makes", multiply, node("Add", ["h", "ghost"], "y")),
        connected("a cycle", node("Add", ["x", "y"], "h"), node("Relu", ["h"], "y")),
        connected("a value made twice", multiply, multiply, node("Relu", ["h"], "y")),
        connected("an operator without its inputs", node("MatMul", ["x"], "y")),
        reading("an output that nothing makes", "model.onnx", model(graph(output="ghost"))),
        reading(
            "two initializers of one name",
            "model.onnx",
            model(graph(initializers=[tensor(), tensor()])),
        ),
        reading(
            "shapes that do not fit", "model.onnx", model(graph(initializers=[tensor(dims=(8, 4))]))
        ),
    ]
