"""safetensors files given as the model.

No command reads weights without a graph yet, so a good file is refused as well, and these cases show
that nothing here crashes or hangs it; the reader itself is tested in `Tests/OnsetModelsTests`. When a
command takes such files, the first case becomes a control with exit code 0.
"""

from __future__ import annotations

import json
import random
import struct

from .case import Case, reading

FLIPS = 30
FILE = "weights.safetensors"


def file(header: dict | str | bytes, data: bytes, claimed: int | None = None) -> bytes:
    """A file from its header and its data; the header's length can be a lie."""
    text = json.dumps(header) if isinstance(header, dict) else header
    encoded = text.encode() if isinstance(text, str) else text
    return struct.pack("<Q", len(encoded) if claimed is None else claimed) + encoded + data


def entry(begin: int, end: int, shape: list[int] | None = None, dtype: str = "F32") -> dict:
    return {
        "dtype": dtype,
        "shape": [(end - begin) // 4] if shape is None else shape,
        "data_offsets": [begin, end],
    }


def cases() -> list[Case]:
    """Every case."""
    good = file({"fc.weight": entry(0, 64, [4, 4]), "fc.bias": entry(64, 80)}, bytes(80))
    whole = Case("a good file", ["init", FILE, "-o", "out.onnx"], ("graph",), {FILE: good})
    cut = [reading(f"cut to {n} bytes", FILE, good[:n]) for n in (0, 7, 8, 50, len(good) - 1)]
    generator = random.Random(0)
    flipped = []
    for bit in (generator.randrange(8 * (len(good) - 80)) for _ in range(FLIPS)):
        data = bytearray(good)
        data[bit // 8] ^= 1 << bit % 8
        flipped.append(reading(f"bit {bit} flipped", FILE, bytes(data), may_succeed=True))
    return [whole] + cut + flipped + broken_headers()


def broken_headers() -> list[Case]:
    """Headers that lie or contradict themselves."""

    def header(name: str, **tensors: dict) -> Case:
        return reading(name, FILE, file(tensors, bytes(128)))

    halves = (f'"a":{json.dumps(entry(begin, begin + 64))}' for begin in (0, 64))
    twice = f"{{{','.join(halves)}}}"
    return [
        reading("a header of 2^60 bytes", FILE, file({"a": entry(0, 128)}, bytes(128), 1 << 60)),
        reading("a header of 2^64 - 1 bytes", FILE, file({}, b"", (1 << 64) - 1)),
        reading("a header that is no JSON", FILE, file("{not json}", b"")),
        reading("a header that is a list", FILE, file("[1, 2, 3]", b"")),
        reading("a header nested 100000 deep", FILE, file('{"a":' * 100_000, b"")),
        reading("a header that is no UTF-8", FILE, file(b'{"\xff\xfe": 1}', b"")),
        reading("one name twice", FILE, file(twice, bytes(128))),
        header("overlapping tensors", a=entry(0, 68), b=entry(64, 128)),
        header("a gap between tensors", a=entry(0, 60), b=entry(64, 128)),
        header("data that no tensor owns", a=entry(0, 64)),
        header("a tensor beyond the end", a=entry(0, 256)),
        header("offsets of 2^62", a=entry(1 << 62, (1 << 62) + 128)),
        header("offsets the wrong way round", a=entry(128, 0, [32])),
        header("a negative offset", a=entry(-4, 128, [33])),
        header("a shape that does not fit its bytes", a=entry(0, 128, [5, 5])),
        header("a negative dimension", a=entry(0, 128, [-1, -32])),
        header("a shape whose product overflows", a=entry(0, 128, [1 << 33, 1 << 33, 1 << 33])),
        header("an unknown element type", a=entry(0, 128, dtype="F99")),
        header("an entry without offsets", a={"dtype": "F32", "shape": [32]}),
    ]
