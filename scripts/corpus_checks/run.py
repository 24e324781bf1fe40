"""What `onset` makes of one model: the files it wrote, read back."""

import functools
import json
import pathlib
import subprocess

import onnx
import safetensors.torch
import torch

from .model import Model, initializers

SEED = "1"


class CommandFailed(Exception):
    """The command ended with another exit code than 0."""


class Run:
    """Runs the command on a model, each call once and only when a check asks for its result."""

    def __init__(self, onset: str, model: Model, folder: pathlib.Path, scheme: str | None = None):
        self.onset = onset
        self.model = model
        self.folder = folder
        self.scheme = scheme
        self.choices = ["--seed", SEED, *(["--scheme", scheme] if scheme else [])]

    @property
    def weights(self) -> dict[str, torch.Tensor]:
        return self._initialized[0]

    @property
    def plan(self) -> dict:
        return self._initialized[1]

    @functools.cached_property
    def _initialized(self) -> tuple[dict[str, torch.Tensor], dict]:
        plan = self.folder / "plan.json"
        weights = self.init("weights.safetensors", *self.choices, "--json", str(plan))
        return weights, json.loads(plan.read_text())

    @functools.cached_property
    def written_path(self) -> pathlib.Path:
        path = self.folder / "model.onnx"
        self.command("init", str(self.model.path), "-o", str(path), *self.choices)
        return path

    @functools.cached_property
    def written(self) -> onnx.ModelProto:
        return onnx.load(self.written_path)

    @functools.cached_property
    def written_initializers(self) -> dict:
        return initializers(self.written, self.folder)

    def entries(self, decision: str) -> list[dict]:
        """The plan's entries that were decided so: `initialize`, `keep` or `refuse`."""
        return [entry for entry in self.plan["entries"] if entry["decision"] == decision]

    def recipe(self) -> pathlib.Path:
        """The plan as a recipe, in a file."""
        path = self.folder / "recipe.yaml"
        path.write_text(self.command("plan", str(self.model.path), *self.choices))
        return path

    def init(self, output: str, *options: str) -> dict[str, torch.Tensor]:
        """Runs `onset init` into a safetensors file and loads it as PyTorch does."""
        path = str(self.folder / output)
        self.command("init", str(self.model.path), "-o", path, *options)
        return safetensors.torch.load_file(path)

    def command(self, *arguments: str) -> str:
        """Runs the command and returns what it printed."""
        ended = subprocess.run(
            [self.onset, *arguments], capture_output=True, text=True, timeout=600, check=False
        )
        if ended.returncode != 0:
            said = ended.stderr.strip() or ended.stdout.strip()[-200:]
            raise CommandFailed(
                f"`onset {' '.join(arguments)}` ended with {ended.returncode}: {said}"
            )
        return ended.stdout
