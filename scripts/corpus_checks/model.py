"""One ONNX file to check, with what is known about it."""

import dataclasses
import functools
import json
import pathlib

import numpy
import onnx
import onnx.numpy_helper


@dataclasses.dataclass(frozen=True)
class Model:
    """An ONNX file, and the folder that holds its inputs and truth where there is one."""

    path: pathlib.Path
    folder: pathlib.Path | None

    @staticmethod
    def find(argument: pathlib.Path) -> list["Model"]:
        """The models that a command-line argument means: a file, a model's folder, or a corpus."""
        if argument.is_file():
            path = argument.resolve()
            beside = (
                [path.parent, path.parents[2] / path.parent.name] if len(path.parts) > 3 else []
            )
            known = (folder for folder in beside if (folder / "truth.json").exists())
            return [Model(argument, next(known, None))]
        if (argument / "model.onnx").exists():
            return Model.find(argument / "model.onnx")
        variants = [
            Model(path, folder if (folder := argument / path.parent.name).is_dir() else None)
            for path in sorted(argument.glob("variants/*/*.onnx"))
        ]
        models = [Model(path, path.parent) for path in sorted(argument.glob("*/model.onnx"))]
        if not models + variants:
            raise SystemExit(f"verify-corpus: {argument} holds no model.")
        return models + variants

    @property
    def name(self) -> str:
        if self.folder is None:
            return self.path.stem
        style = self.path.stem.removeprefix("model").removeprefix("_")
        return f"{self.folder.name}/{style}" if style else self.folder.name

    @property
    def is_variant(self) -> bool:
        return self.folder is not None and self.path.resolve().parent != self.folder.resolve()

    @functools.cached_property
    def proto(self) -> onnx.ModelProto:
        return onnx.load(self.path)

    @functools.cached_property
    def initializers(self) -> dict[str, numpy.ndarray]:
        return initializers(self.proto, self.path.parent)

    @functools.cached_property
    def truth(self) -> dict | None:
        return self._json("truth.json")

    @functools.cached_property
    def transposed_names(self) -> set[str]:
        """The parameters that this variant stores transposed, under a name of the exporter's."""
        if not self.is_variant:
            return set()
        variants = self._json("meta.json")["variants"].values()
        names = next(v["names"] for v in variants if v["file"] == self.path.name)
        return {name for name, to in names["renamed"].items() if to["form"] == "transposed"}

    def feeds(self) -> dict[str, numpy.ndarray]:
        """Inputs for ONNX Runtime: the folder's own, else standard-normal numbers."""
        if self.folder is not None:
            return {
                entry["name"]: numpy.load(self.folder / entry["file"])
                for entry in self._json("meta.json")["inputs"]
            }
        generator = numpy.random.default_rng(0)
        stored = set(self.initializers)
        return {
            value.name: generator.standard_normal(
                [axis.dim_value or 2 for axis in value.type.tensor_type.shape.dim]
            ).astype(numpy.float32)
            for value in self.proto.graph.input
            if value.name not in stored
        }

    def _json(self, name: str):
        path = self.folder / name if self.folder else None
        return json.loads(path.read_text()) if path and path.exists() else None


def initializers(proto: onnx.ModelProto, folder: pathlib.Path) -> dict[str, numpy.ndarray]:
    """The stored tensors of a model's main graph by name."""
    return {
        tensor.name: onnx.numpy_helper.to_array(tensor, base_dir=str(folder))
        for tensor in proto.graph.initializer
    }
