"""Destinations that cannot be written, and flags that cannot be followed, for a good model."""

from __future__ import annotations

import os
import pathlib
import subprocess
from collections.abc import Callable

from .case import Case

GOOD = "good.onnx"
OLD = b"what was here before"


def cases(example: bytes) -> list[Case]:
    """Every case, given the bytes of a good model."""
    good = {GOOD: example}
    found = destinations(good) + flags(good) + recipes(good)
    return found + (as_root(good) if os.geteuid() == 0 else [])


def destinations(good: dict[str, bytes]) -> list[Case]:
    """Output paths that lead nowhere, and a disk that ends in the middle of a file."""

    def to(name: str, path: str, **more) -> Case:
        return Case(name, ["init", GOOD, "-o", path], (path,), {**good, "file.txt": OLD}, **more)

    full = [
        Case(
            f"the disk is full after a megabyte ({kind})",
            ["init", GOOD, "-o", f"out.{kind}"],
            (f"out.{kind}",),
            {**good, f"out.{kind}": OLD},
            file_limit=1 << 20,
        )
        for kind in ("safetensors", "onnx")
    ]
    return full + [
        to("a folder that is not there", "nowhere/out.safetensors"),
        to("a path below a file", "file.txt/out.safetensors"),
        to("a folder with the output's name", "out.safetensors", prepare=folder("out.safetensors")),
        to("an unknown extension", "out.txt"),
        to("no extension", "out"),
        to("PyTorch's extension", "out.pt"),
        to("a name of 300 characters", "o" * 300 + ".safetensors"),
        Case("an empty path", ["init", GOOD, "-o", ""], files=dict(good), is_usage=True),
        Case(
            "a plan that cannot be written",
            ["init", GOOD, "-o", "out.safetensors", "--json", "nowhere/plan.json"],
            ("nowhere/plan.json",),
            dict(good),
        ),
    ]


def folder(name: str) -> Callable[[pathlib.Path], None]:
    """Makes a folder of that name where a file is expected."""
    return lambda path: (path / name).mkdir()


def as_root(good: dict[str, bytes]) -> list[Case]:
    """A disk that is really full, and a folder that even root cannot write."""

    def mounted(options: str, fill: bool) -> Callable[[pathlib.Path], None]:
        def prepare(path: pathlib.Path) -> None:
            (path / "disk").mkdir()
            subprocess.run(
                ["mount", "-t", "tmpfs", "-o", options, "tmpfs", path / "disk"], check=True
            )
            if fill:
                (path / "disk" / "out.safetensors").write_bytes(OLD)

        return prepare

    def unmount(path: pathlib.Path) -> None:
        subprocess.run(["umount", path / "disk"], check=True)

    def on_disk(name: str, prepare: Callable) -> Case:
        output = "disk/out.safetensors"
        return Case(
            name,
            ["init", GOOD, "-o", output],
            (output,),
            dict(good),
            prepare=prepare,
            clean_up=unmount,
        )

    return [
        on_disk("a disk of one megabyte", mounted("size=1m", fill=True)),
        on_disk("a folder that is read-only", mounted("ro", fill=False)),
    ]


def flags(good: dict[str, bytes]) -> list[Case]:
    """Models that are no models by their name, and flags with values that mean nothing."""

    def call(name: str, *flags: str, names: str, **more) -> Case:
        return Case(name, ["init", GOOD, "-o", "out.onnx", *flags], (names,), dict(good), **more)

    def source(name: str, path: str, content: bytes = b"", **more) -> Case:
        files = {path: content} if content else {}
        return Case(name, ["init", path, "-o", "out.safetensors"], (path,), files, **more)

    usage = {"is_usage": True, "names": ""}
    return [
        source("a model that is not there", "nothing.onnx"),
        source("a model that is a folder", "folder.onnx", prepare=folder("folder.onnx")),
        source("a model that is a device", "/dev/null"),
        source("PyTorch's checkpoint", "model.pt", b"PK\x03\x04" + bytes(500)),
        source("a model of an unknown kind", "model.txt", b"hello"),
        Case(
            "the recipe of a model that is not there", ["plan", "nothing.onnx"], ("nothing.onnx",)
        ),
        call("--only that matches nothing", "--only", "nothing.*", names="nothing.*"),
        call(
            "--only everything --except everything",
            "--only",
            "*",
            "--except",
            "*",
            names="--except",
        ),
        call("an unknown scheme", "--scheme", "magic", names="magic"),
        call("a recipe that is not there", "--recipe", "none.yaml", names="none.yaml"),
        call("an unknown element type", "--dtype", "float3", names="float3"),
        call("an integer element type", "--dtype", "int8", names="int8"),
        call("a seed that is no number", "--seed", "lucky", **usage),
        call("an unknown flag", "--frobnicate", **usage),
        Case("no output", ["init", GOOD], files=dict(good), is_usage=True),
        Case("no model", ["init", "-o", "out.onnx"], is_usage=True),
        Case("an unknown command", ["frobnicate"], is_usage=True),
    ]


def recipes(good: dict[str, bytes]) -> list[Case]:
    """Recipes that are no YAML, or ask for what cannot be."""
    arguments = ["init", GOOD, "-o", "out.onnx", "--recipe", "recipe.yaml"]
    rule = 'version: 1\nrules:\n  - match: "%s"\n    init: %s\n'
    texts = {
        "a recipe that is empty": "",
        "a recipe that is no YAML": "{version: 1, [",
        "a recipe that is a list": "- 1\n- 2\n",
        "a recipe that is binary": "\x00\x01\x02",
        "a recipe of version 99": "version: 99\n",
        "a recipe without a version": "seed: 0\n",
        "a recipe with an unknown key": "version: 1\nsede: 3\n",
        "a recipe with an unknown default": "version: 1\ndefault: hope\n",
        "a rule with an unknown scheme": rule % ("*", "magic"),
        "a rule without its scheme": 'version: 1\nrules:\n  - match: "*"\n',
        "a rule with a parameter that the scheme has not": rule % ("*", "{scheme: zeros, gain: 2}"),
        "a rule with a negative deviation": rule % ("*", "{scheme: normal, standardDeviation: -1}"),
        "a rule with a deviation that is no number": rule
        % ("*", "{scheme: normal, standardDeviation: .nan}"),
        "a rule with an infinite deviation": rule
        % ("*", "{scheme: normal, standardDeviation: .inf}"),
        "a rule with an absurd deviation": rule
        % ("*", "{scheme: normal, standardDeviation: 1.0e+38}"),
        "a rule that makes a bias orthogonal": rule % ("head.bias", "{scheme: orthogonal}"),
        "a recipe of a thousand nested lists": "version: " + "[" * 1000,
        "a recipe that multiplies itself": _laughs(),
    }
    return [
        # A rule is refused where it stands, or at the tensor that it does not fit.
        Case(
            name,
            arguments,
            ("recipe.yaml", "head.bias", "stem.0.weight"),
            {**good, "recipe.yaml": text.encode()},
        )
        for name, text in texts.items()
    ]


def _laughs() -> str:
    """Thirty levels of aliases, each ten times the one before."""
    levels = ["a0: &a0 [x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    return "\n".join(["version: 1", *levels, ""])
