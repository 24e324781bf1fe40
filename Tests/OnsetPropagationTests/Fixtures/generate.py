"""Makes the models of `execution` and what ONNX Runtime computes with them.

    python generate.py        with onnx, onnxruntime and safetensors; writes beside itself

Each NAME.onnx has a NAME.safetensors with the inputs and outputs by name.
"""

import pathlib

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import save_file

FOLDER = pathlib.Path(__file__).parent / "execution"
KINDS = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.int64): TensorProto.INT64,
         np.dtype(np.float16): TensorProto.FLOAT16, np.dtype(np.bool_): TensorProto.BOOL}


class Sketch:
    """A graph written down node by node."""

    def __init__(self, name, seed, opset=18):
        self.name, self.opset = name, opset
        self.random = np.random.default_rng(seed)
        self.nodes, self.weights, self.inputs, self.outputs = [], [], {}, []

    def normal(self, *shape, scale=1.0):
        return (scale * self.random.standard_normal(shape)).astype(np.float32)

    def input(self, name, value):
        self.inputs[name] = value
        return name

    def weight(self, value):
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def integers(self, *values):
        return self.weight(np.array(values, dtype=np.int64))

    def apply(self, kind, *inputs, outputs=1, **attributes):
        names = [f"v{len(self.nodes)}_{place}" for place in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def give(self, *names):
        self.outputs += names

    def write(self):
        graph = helper.make_graph(
            self.nodes, self.name,
            [helper.make_tensor_value_info(name, KINDS[value.dtype], value.shape)
             for name, value in self.inputs.items()],
            [onnx.ValueInfoProto(name=name) for name in self.outputs], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)])
        model.ir_version = 10
        session = onnxruntime.InferenceSession(model.SerializeToString())
        results = session.run(self.outputs, self.inputs)
        onnx.save(model, FOLDER / f"{self.name}.onnx")
        arrays = {name: np.ascontiguousarray(value)
                  for name, value in [*self.inputs.items(), *zip(self.outputs, results)]}
        save_file(arrays, FOLDER / f"{self.name}.safetensors",
                  {"made_by": f"onnx {onnx.__version__}, onnxruntime {onnxruntime.__version__}"})


def recurrent():
    s = Sketch("recurrent", 1)
    steps, batch, size, hidden = 5, 3, 4, 2
    x = s.input("x", s.normal(steps, batch, size))
    lengths = s.weight(np.array([5, 2, 4], dtype=np.int32))

    def layer(kind, gates, directions, **attributes):
        inputs = [x, s.weight(s.normal(directions, gates * hidden, size)),
                  s.weight(s.normal(directions, gates * hidden, hidden)),
                  s.weight(s.normal(directions, 2 * gates * hidden)), lengths,
                  s.weight(s.normal(directions, batch, hidden))]
        if kind == "LSTM":
            inputs += [s.weight(s.normal(directions, batch, hidden)),
                       s.weight(s.normal(directions, 3 * hidden))]
        s.give(*s.apply(kind, *inputs, outputs=3 if kind == "LSTM" else 2, hidden_size=hidden,
                        **attributes))

    layer("LSTM", 4, 2, direction="bidirectional", clip=0.8)
    layer("LSTM", 4, 1, direction="reverse")
    layer("GRU", 3, 1, linear_before_reset=1)
    layer("GRU", 3, 2, direction="bidirectional")
    layer("RNN", 1, 1, activations=["Relu"])
    s.write()


def images():
    s = Sketch("images", 2)
    x = s.input("x", s.normal(2, 4, 9, 8))
    y = s.apply("Conv", x, s.weight(s.normal(6, 2, 3, 2, scale=0.4)), s.weight(s.normal(6)), group=2,
                pads=[1, 0, 0, 1], strides=[2, 1], dilations=[1, 2])
    y = s.apply("BatchNormalization", y, s.weight(s.normal(6)), s.weight(s.normal(6)),
                s.weight(s.normal(6)), s.weight(np.abs(s.normal(6)) + 0.5))
    y = s.apply("PRelu", y, s.weight(s.normal(6, 1, 1)))
    s.give(s.apply("MaxPool", y, kernel_shape=[2, 3], strides=[2, 2], ceil_mode=1))
    s.give(s.apply("AveragePool", y, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1],
                   count_include_pad=1))
    s.give(s.apply("AveragePool", y, kernel_shape=[2, 2], auto_pad="SAME_UPPER"))
    s.give(s.apply("LpPool", y, kernel_shape=[2, 2], p=3))
    s.give(s.apply("GlobalMaxPool", y), s.apply("GlobalAveragePool", y))
    s.give(s.apply("ConvTranspose", y, s.weight(s.normal(6, 2, 3, 3, scale=0.3)), group=3,
                   strides=[2, 1], pads=[1, 0, 0, 1], output_padding=[1, 0]))
    s.give(s.apply("LRN", y, size=3, alpha=0.2, beta=0.6, bias=1.5))
    s.give(s.apply("InstanceNormalization", y, s.weight(s.normal(6)), s.weight(s.normal(6))))
    s.give(s.apply("MeanVarianceNormalization", y))
    none = s.weight(np.zeros(0, dtype=np.float32))
    s.give(s.apply("Resize", y, "", none, s.integers(2, 6, 7, 11), mode="linear"))
    s.give(s.apply("Resize", y, "", s.weight(np.array([1, 1, 2, 3], dtype=np.float32)),
                   mode="cubic", coordinate_transformation_mode="align_corners"))
    s.give(s.apply("DepthToSpace", x, blocksize=2, mode="CRD"))
    s.give(s.apply("Pad", x, s.integers(0, 0, 1, 2, 0, 0, 2, 1), mode="reflect"))
    s.write()


def tokens():
    s = Sketch("tokens", 3)
    width, heads = 8, 2
    ids = s.input("ids", s.random.integers(0, 11, (2, 5)))
    x = s.apply("Gather", s.weight(s.normal(11, width)), ids)
    x = s.apply("LayerNormalization", x, s.weight(s.normal(width)), s.weight(s.normal(width)))
    parts = s.apply("Split", s.apply("MatMul", x, s.weight(s.normal(width, 3 * width, scale=0.3))),
                    outputs=3, axis=-1, num_outputs=3)
    shape = s.integers(0, 0, heads, -1)
    query, key, value = (s.apply("Transpose", s.apply("Reshape", part, shape), perm=[0, 2, 1, 3])
                         for part in parts)
    logits = s.apply("Einsum", query, key, equation="bhid,bhjd->bhij")
    mask = s.apply("Trilu", s.weight(np.ones((5, 5), dtype=np.float32)), upper=0)
    mask = s.apply("Cast", mask, to=TensorProto.BOOL)
    logits = s.apply("Where", mask, logits, s.weight(np.float32(-np.inf)))
    mixed = s.apply("MatMul", s.apply("Softmax", logits), value)
    mixed = s.apply("Reshape", s.apply("Transpose", mixed, perm=[0, 2, 1, 3]), s.integers(0, 0, -1))
    y = s.apply("Gemm", s.apply("Reshape", mixed, s.integers(-1, width)),
                s.weight(s.normal(5, width)), s.weight(s.normal(5)), transB=1, alpha=0.5, beta=2.0)
    s.give(y, s.apply("LogSoftmax", y, axis=0))
    s.give(*s.apply("TopK", y, s.integers(3), outputs=2, largest=0))
    s.give(s.apply("ArgMax", y, axis=1, keepdims=0))
    s.give(s.apply("CumSum", y, s.integers(0), exclusive=1, reverse=1))
    s.give(s.apply("Slice", y, s.integers(-1, 0), s.integers(-100, 4), s.integers(1, 0),
                   s.integers(-2, 3)))
    s.give(s.apply("GatherElements", y, s.integers([0, -1, 2], [4, 3, 1]), axis=1))
    s.give(s.apply("ScatterND", y, s.integers([1], [3]), s.weight(s.normal(2, 5)), reduction="add"))
    s.give(s.apply("ReduceLogSumExp", y, s.integers(1)), s.apply("ReduceL2", y, s.integers(0)))
    s.give(s.apply("Tile", y, s.integers(1, 2)), s.apply("Clip", y, s.weight(np.float32(-0.5))))
    for kind in ["Erf", "Softplus", "HardSwish", "Mish", "Elu", "Selu", "Celu", "Softsign", "Sin",
                 "HardSigmoid", "Abs", "Round"]:
        s.give(s.apply(kind, y))
    s.write()


def halves():
    s = Sketch("halves", 4)
    x = s.input("x", s.normal(3, 6).astype(np.float16))
    y = s.apply("MatMul", x, s.weight(s.normal(6, 4).astype(np.float16)))
    s.give(s.apply("Tanh", y), s.apply("Cast", y, to=TensorProto.FLOAT))
    s.write()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    recurrent()
    images()
    tokens()
    halves()
