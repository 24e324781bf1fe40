"""One call of `onset`, and how it must end."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Callable


@dataclasses.dataclass
class Case:
    """A hostile call of the command, and what its one sentence must name: any one of `names`.

    The paths in `arguments` are relative to a fresh folder, in which `files` are written first; an
    output that was there before is among them.
    """

    name: str
    arguments: list[str]
    names: tuple[str, ...] = ("",)
    files: dict[str, bytes] = dataclasses.field(default_factory=dict)
    # Runs in the fresh folder after the files are written.
    prepare: Callable[[pathlib.Path], None] | None = None
    # Undoes what outlives the folder.
    clean_up: Callable[[pathlib.Path], None] | None = None
    # The largest file the command may write: the next byte fails, as on a full disk.
    file_limit: int | None = None
    # A control, so that a case cannot pass for a fault that every file here has, ends with 0.
    exit_code: int = 2
    # A damaged file may still be a valid one: then success is right as well.
    may_succeed: bool = False
    # A misspelt command line may be answered with the usage, which is more than one line.
    is_usage: bool = False


def reading(name: str, file: str, content: bytes, **more) -> Case:
    """A case in which the model file itself is bad."""
    arguments = ["init", file, "-o", "out.safetensors"]
    return Case(name, arguments, (file,), {file: content}, **more)
