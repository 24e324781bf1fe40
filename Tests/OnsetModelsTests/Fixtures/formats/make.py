"""Makes the small files of this folder with the reference implementations of each format.

Run with: python make.py
Last run with: Python 3.11, onnx 1.23.2, safetensors 0.8.0, numpy 2.4.6, ml_dtypes 0.6.0, torch 2.13.0.

Every numeric tensor holds element i = (i - 3) / 4 where its type can (i - 3 for signed integers, i for
unsigned ones), which all floating-point types represent exactly, so that no expected values are stored.
"""

import json
import os

import ml_dtypes
import numpy as np
import onnx
import safetensors.numpy
import safetensors.torch
import torch
from onnx import TensorProto, helper

here = os.path.dirname(os.path.abspath(__file__))
path = lambda name: os.path.join(here, name)
quarters = (np.arange(8) - 3) / 4
shape = [2, 4]


def graph(initializers, **fields):
    nodes = [helper.make_node("Identity", ["input"], ["output"], name="copy")]
    value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 4])
    return helper.make_graph(
        nodes, "fixture", [value("input")], [value("output")], initializer=initializers, **fields)


def model(graph, opset=18):
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=10,
        producer_name="make.py")


def encodings():
    """Each element type as raw data and in the typed field that the format has for it."""
    T = TensorProto
    fields = {
        T.FLOAT: ("float_data", quarters), T.DOUBLE: ("double_data", quarters),
        T.FLOAT16: ("int32_data", quarters.astype(np.float16).view(np.uint16)),
        T.BFLOAT16: ("int32_data", quarters.astype(ml_dtypes.bfloat16).view(np.uint16)),
        T.FLOAT8E4M3FN: ("int32_data", quarters.astype(ml_dtypes.float8_e4m3fn).view(np.uint8)),
        T.FLOAT8E4M3FNUZ: ("int32_data", quarters.astype(ml_dtypes.float8_e4m3fnuz).view(np.uint8)),
        T.FLOAT8E5M2: ("int32_data", quarters.astype(ml_dtypes.float8_e5m2).view(np.uint8)),
        T.FLOAT8E5M2FNUZ: ("int32_data", quarters.astype(ml_dtypes.float8_e5m2fnuz).view(np.uint8)),
        T.INT64: ("int64_data", np.arange(8) - 3), T.INT32: ("int32_data", np.arange(8) - 3),
        T.INT16: ("int32_data", np.arange(8) - 3), T.INT8: ("int32_data", np.arange(8) - 3),
        T.UINT64: ("uint64_data", np.arange(8)), T.UINT32: ("uint64_data", np.arange(8)),
        T.UINT16: ("int32_data", np.arange(8)), T.UINT8: ("int32_data", np.arange(8)),
        T.BOOL: ("int32_data", np.arange(8) % 2),
    }
    tensors = []
    for kind, (field, values) in fields.items():
        name = T.DataType.Name(kind).lower()
        typed = T(name=f"{name}.typed", data_type=kind, dims=shape)
        getattr(typed, field).extend(values.tolist())
        raw = T(name=f"{name}.raw", data_type=kind, dims=shape)
        dtype = helper.tensor_dtype_to_np_dtype(kind)
        source = values if values.dtype != np.float64 else quarters
        if field == "int32_data" and kind in (10, 16, 17, 18, 19, 20):
            source = quarters
        raw.raw_data = source.astype(dtype).tobytes()
        tensors += [typed, raw]
    text = T(name="string.typed", data_type=T.STRING, dims=[2], string_data=[b"a", b"bc"])
    onnx.save(model(graph(tensors + [text])), path("encodings.onnx"))


def extras():
    """Fields that Onset does not read, and weights inline, typed and not a number."""
    weight = helper.make_tensor("weight", TensorProto.FLOAT, shape, quarters.tolist())
    big = onnx.numpy_helper.from_array(np.arange(600, dtype=np.float32).reshape(20, 30), "big")
    broken = onnx.numpy_helper.from_array(
        np.array([np.nan, np.inf, -np.inf, 1], np.float32), "not finite")
    big.doc_string = "kept by every copy"
    sparse = helper.make_sparse_tensor(
        helper.make_tensor("sparse", TensorProto.FLOAT, [2], [1.0, 2.0]),
        helper.make_tensor("", TensorProto.INT64, [2], [3, 7]), [10])
    proto = model(graph([weight, big, broken], sparse_initializer=[sparse], doc_string="graph"))
    proto.doc_string = "model"
    proto.training_info.add().initialization.name = "training"
    proto.configuration.add(name="devices", num_devices=2)
    helper.set_model_props(proto, {"author": "make.py"})
    onnx.save(proto, path("extras.onnx"))


def external():
    """Two tensors in a data file, one inline."""
    arrays = {"first": np.arange(600, dtype=np.float32), "second": quarters.astype(np.float16)}
    tensors = [onnx.numpy_helper.from_array(a.reshape(2, -1), n) for n, a in arrays.items()]
    small = onnx.numpy_helper.from_array(np.array([2], np.int64), "inline")
    proto = model(graph(tensors + [small]))
    onnx.external_data_helper.convert_model_to_external_data(
        proto, location="external.data", size_threshold=45)  # counts the object too
    onnx.save(proto, path("external.onnx"))
    for tensor in onnx.load(path("external.onnx"), load_external_data=False).graph.initializer:
        assert (tensor.name == "inline") != (tensor.data_location == TensorProto.EXTERNAL)


def old():
    onnx.save(model(graph([]), opset=6), path("opset6.onnx"))


def network():
    """A graph with every kind of attribute, shape arithmetic, a recurrent layer and a branch."""
    node = helper.make_node
    ints = lambda name, *values: onnx.numpy_helper.from_array(np.array(values, np.int64), name)
    ones = lambda name, *dims: onnx.numpy_helper.from_array(np.ones(dims, np.float16), name)
    info = lambda name, dims: helper.make_tensor_value_info(name, TensorProto.FLOAT16, dims)
    branch = lambda op: helper.make_graph([node(op, ["h"], ["r"])], op, [], [info("r", ["rows", 2])])
    nodes = [
        node("Conv", ["x", "conv.weight", "conv.bias"], ["c"], group=2, pads=[1] * 4, strides=[2, 2]),
        node("BatchNormalization", ["c", *["norm.scale"] * 4], ["n"], epsilon=1e-3),
        node("LeakyRelu", ["n"], ["a"], alpha=0.1),
        node("MaxPool", ["a"], ["p"], kernel_shape=[2, 2], auto_pad="SAME_UPPER"),
        node("Shape", ["p"], ["s"]), node("Gather", ["s", "zero"], ["b"], axis=0),
        node("Unsqueeze", ["b", "axes"], ["u"]), node("Concat", ["u", "rest"], ["to"], axis=0),
        node("Reshape", ["p", "to"], ["f"]), node("Transpose", ["f"], ["t"], perm=[1, 0, 2]),
        node("LSTM", ["t", "lstm.w", "lstm.r"], ["", "l"], hidden_size=2),
        node("Squeeze", ["l", "axes"], ["q"]),
        node("MatMul", ["q", "fc.weight"], ["m"]),
        node("Split", ["m"], ["left", "right"], axis=1, num_outputs=2),
        node("Slice", ["right", "axes", "two", "one"], ["cut"]),
        node("Constant", [], ["k"], value=ones("k", 1)), node("Mul", ["left", "k"], ["z"]),
        node("Gemm", ["z", "gemm.weight"], ["h"], transB=1),
        node("Constant", [], ["yes"], value=helper.make_tensor("", TensorProto.BOOL, [], [True])),
        node("If", ["yes"], ["y"], then_branch=branch("Tanh"), else_branch=branch("Relu")),
    ]
    weights = [
        ones("conv.weight", 4, 1, 3, 3), ones("conv.bias", 4), ones("norm.scale", 4),
        ones("lstm.w", 1, 8, 4), ones("lstm.r", 1, 8, 2), ones("fc.weight", 2, 6),
        ones("gemm.weight", 2, 3), ints("rest", -1, 4), ints("axes", 0), ints("two", 2),
        ints("one", 1), onnx.numpy_helper.from_array(np.array(0), "zero"),
    ]
    proto = model(helper.make_graph(
        nodes, "network", [info("x", ["n", 2, 8, 8])], [info("y", ["rows", 2])], initializer=weights))
    onnx.checker.check_model(proto, full_check=True)
    onnx.save(proto, path("network.onnx"))


def tensors():
    types = {
        "f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16,
        "f8a": torch.float8_e4m3fn, "f8b": torch.float8_e5m2, "i64": torch.int64,
        "i8": torch.int8, "u8": torch.uint8, "flag": torch.bool,
    }
    values = {}
    for name, dtype in types.items():
        source = torch.tensor(quarters) if dtype.is_floating_point else torch.arange(8) - 3
        if dtype in (torch.uint8, torch.bool):
            source = torch.arange(8) % (2 if dtype == torch.bool else 8)
        values[f"layer.{name}"] = source.to(dtype).reshape(shape)
    values["scalar"] = torch.tensor(0.5)
    values["empty"] = torch.zeros(0, 3)
    values['na"me\\ü\n'] = torch.ones(3)
    safetensors.torch.save_file(values, path("types.safetensors"), metadata={"format": "pt"})
    os.makedirs(path("sharded"), exist_ok=True)
    first = {"a": torch.zeros(2, 3), "b": torch.ones(3)}
    second = {"c": torch.full((2,), 2.0), "extra": torch.zeros(1)}
    for number, part in enumerate([first, second], 1):
        safetensors.torch.save_file(part, path(f"sharded/model-0000{number}-of-00002.safetensors"))
    names = {"a": 1, "b": 1, "c": 2}
    index = {
        "metadata": {"total_size": 44, "note": [1, {"x": None}, -2.5e3, True]},
        "weight_map": {n: f"model-0000{k}-of-00002.safetensors" for n, k in names.items()},
    }
    with open(path("sharded/model.safetensors.index.json"), "w") as file:
        file.write(json.dumps(index, indent=2, sort_keys=True) + "\n")


def arrays():
    cube = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    np.save(path("c-order.npy"), cube)
    np.save(path("fortran-order.npy"), np.asfortranarray(cube))
    np.save(path("float16.npy"), quarters.astype(np.float16))
    np.save(path("float64.npy"), quarters.reshape(shape))
    np.save(path("int64.npy"), np.arange(8) - 3)
    np.save(path("bool.npy"), np.array([[True], [False]]))
    np.save(path("scalar.npy"), np.float32(0.5))
    np.save(path("big-endian.npy"), quarters.astype(">f4"))
    np.save(path("object.npy"), np.array([None, "x"], dtype=object))
    for version in [(2, 0), (3, 0)]:
        with open(path(f"version-{version[0]}.npy"), "wb") as file:
            np.lib.format.write_array(file, cube, version=version)


if __name__ == "__main__":
    for step in (encodings, extras, external, old, network, tensors, arrays):
        step()
