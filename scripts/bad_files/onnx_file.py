"""Writes small ONNX files byte by byte, so that every fault of the format can be made.

Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
"""

from __future__ import annotations

import struct

FLOAT = 1


def field(number: int, value: int | str | bytes) -> bytes:
    """One protobuf field: an integer as a varint, text and bytes with their length before them."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    data = bytearray()
    while value > 0x7F:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    data.append(value)
    return bytes(data)


def tensor(
    name: str = "fc.weight",
    dims: tuple[int, ...] = (4, 8),
    data_type: int = FLOAT,
    raw: bytes | None = None,
    external: dict[str, str] | None = None,
) -> bytes:
    """A `TensorProto` with its elements inline, or in another file."""
    data = b"".join(field(1, dim) for dim in dims) + field(2, data_type) + field(8, name)
    if external is not None:
        pairs = (field(13, field(1, key) + field(2, value)) for key, value in external.items())
        return data + b"".join(pairs) + field(14, 1)
    return data + field(9, floats(32) if raw is None else raw)


def floats(count: int, first: float = 0.5) -> bytes:
    return struct.pack(f"<{count}f", first, *[0.25] * (count - 1))


def node(operator: str, inputs: list[str], output: str, domain: str = "") -> bytes:
    ends = b"".join(field(1, name) for name in inputs) + field(2, output)
    return ends + field(3, f"/{output}/{operator}") + field(4, operator) + field(7, domain)


def attribute_graph(name: str, graph: bytes) -> bytes:
    return field(1, name) + field(6, graph) + field(20, 5)


def value(name: str, dims: tuple[int, ...]) -> bytes:
    shape = b"".join(field(1, field(1, dim)) for dim in dims)
    return field(1, name) + field(2, field(1, field(1, FLOAT) + field(2, shape)))


def graph(
    nodes: list[bytes] | None = None,
    initializers: list[bytes] | None = None,
    output: str = "y",
) -> bytes:
    """x · fc.weight → Relu → y, unless other nodes or initializers are given."""
    nodes = nodes or [node("MatMul", ["x", "fc.weight"], "h"), node("Relu", ["h"], "y")]
    data = b"".join(field(1, each) for each in nodes) + field(2, "main")
    for each in [tensor()] if initializers is None else initializers:
        data += field(5, each)
    return data + field(11, value("x", (2, 4))) + field(12, value(output, (2, 8)))


def model(body: bytes | None = None, opset: int = 18) -> bytes:
    """A whole file around a `GraphProto`."""
    data = field(1, 8) + field(2, "bad-input")
    return data + field(7, graph() if body is None else body) + field(8, field(2, opset))
