"""Makes the small networks of this folder with PyTorch's exporters, and what ONNX Runtime finds.

    python make.py        # torch, onnx, onnxscript, onnxruntime; the versions are in truth.json

Each model is written in several export styles. truth.json holds, by file, the shape of every tensor
that ONNX Runtime computes and the shape of every parameter of the module.
"""

import json
import pathlib
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn
from torch.nn import functional

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(__file__).parent
STYLES = {
    "plain": dict(dynamo=True, optimize=False),
    "optimized": dict(dynamo=True),
    "legacy": dict(
        dynamo=False, do_constant_folding=False, training=torch.onnx.TrainingMode.TRAINING
    ),
    "legacy_folded": dict(dynamo=False),
}
KEPT_METADATA = {
    "pkg.torch.onnx.name_scopes",
    "pkg.torch.onnx.fx_node",
    "pkg.onnxscript.optimizer.folded_from",
    "pkg.torch.export.ExportedProgram.graph_signature",
}


class Block(nn.Module):
    """A pre-norm transformer block as timm writes it, with LayerScale."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.fc1, self.fc2 = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.gamma = nn.Parameter(0.1 * torch.ones(width))

    def forward(self, x):
        b, n, c = x.shape
        qkv = self.qkv(self.norm1(x)).reshape(b, n, 3, self.heads, c // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        mixed = functional.scaled_dot_product_attention(q, k, v).transpose(1, 2)
        x = x + self.proj(mixed.reshape(b, n, c))
        return x + self.gamma * self.fc2(functional.gelu(self.fc1(self.norm2(x))))


class VisionTransformer(nn.Module):
    def __init__(self, width=8, heads=2):
        super().__init__()
        self.patch = nn.Conv2d(3, width, 4, 4)
        self.cls_token = nn.Parameter(torch.randn(1, 1, width))
        self.pos_embed = nn.Parameter(torch.randn(1, 5, width))
        self.blocks = nn.Sequential(Block(width, heads), Block(width, heads))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, 3)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(x.shape[0], -1, -1), x], 1) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, 0])


class Conv1D(nn.Module):
    """GPT-2's linear layer, stored (in, out)."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(inputs, outputs))
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        size = x.shape[:-1] + (self.weight.shape[1],)
        return torch.addmm(self.bias, x.reshape(-1, x.shape[-1]), self.weight).view(size)


class LanguageModel(nn.Module):
    """Token and position tables, packed attention split by `split`, a tied head."""

    def __init__(self, vocabulary=11, width=8, heads=2):
        super().__init__()
        self.heads = heads
        self.wte, self.wpe = nn.Embedding(vocabulary, width), nn.Embedding(16, width)
        self.ln = nn.LayerNorm(width)
        self.c_attn, self.c_proj = Conv1D(width, 3 * width), Conv1D(width, width)
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.wte.weight

    def forward(self, ids):
        b, n = ids.shape
        x = self.wte(ids) + self.wpe(torch.arange(n)[None])
        q, k, v = self.c_attn(self.ln(x)).split(x.shape[-1], 2)
        q, k, v = (t.view(b, n, self.heads, -1).transpose(1, 2) for t in (q, k, v))
        logits = q @ k.transpose(-1, -2) / 2 + torch.full((n, n), -1e9).triu(1)
        x = x + self.c_proj((logits.softmax(-1) @ v).transpose(1, 2).reshape(b, n, -1))
        return self.head(x)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(8), nn.BatchNorm2d(8)
        self.up, self.group = nn.ConvTranspose2d(8, 4, 4, 2, 1, groups=2), nn.GroupNorm(2, 4)
        self.slope, self.fc = nn.PReLU(4), nn.Linear(4, 2)

    def forward(self, x):
        x = functional.relu(self.bn1(self.conv1(x)))
        x = functional.max_pool2d(x + self.bn2(self.conv2(x)), 3, 2, 1)
        return self.fc(self.slope(self.group(self.up(x))).mean((2, 3)))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, 2, bidirectional=True, batch_first=True)
        self.gru, self.rnn = nn.GRU(8, 5), nn.RNN(5, 6, batch_first=True)
        self.h0 = nn.Parameter(torch.randn(1, 1, 5))
        self.fc = nn.Linear(6, 2)

    def forward(self, x):
        x = self.lstm(x)[0]
        x = self.gru(x, self.h0.expand(-1, x.shape[1], -1).contiguous())[0]
        return self.fc(self.rnn(x)[0])


class Simple(nn.Module):
    """A layer that PyTorch's newer exporter unrolls in time."""

    def __init__(self):
        super().__init__()
        self.rnn, self.fc = nn.RNN(3, 5, batch_first=True), nn.Linear(5, 2)

    def forward(self, x):
        return self.fc(self.rnn(x)[0][:, -1])


class RootMeanSquareNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))


class GroupedQueries(nn.Module):
    """Rotary positions, few key heads, query norm, gated units: as in Llama and Qwen."""

    def __init__(self, width=16, heads=4, shared=2):
        super().__init__()
        self.heads, self.shared, self.size = heads, shared, width // heads
        self.emb = nn.Embedding(9, width)
        self.n1, self.n2 = RootMeanSquareNorm(width), RootMeanSquareNorm(width)
        self.qn = RootMeanSquareNorm(self.size)
        self.qkv = nn.Linear(width, (heads + 2 * shared) * self.size, bias=False)
        self.o = nn.Linear(width, width, bias=False)
        self.up, self.down = nn.Linear(width, 16, bias=False), nn.Linear(8, width, bias=False)
        frequencies = 1 / 100 ** (torch.arange(0, self.size, 2) / self.size)
        self.register_buffer("inv_freq", frequencies)

    def rotate(self, x):
        angles = torch.outer(torch.arange(x.shape[2]).float(), self.inv_freq)
        angles = torch.cat((angles, angles), -1)
        first, second = x.chunk(2, -1)
        return x * angles.cos() + torch.cat((-second, first), -1) * angles.sin()

    def forward(self, ids):
        x = self.emb(ids)
        b, n, width = x.shape
        sizes = [self.heads * self.size] + 2 * [self.shared * self.size]
        q, k, v = (
            t.view(b, n, -1, self.size).transpose(1, 2)
            for t in self.qkv(self.n1(x)).split(sizes, -1)
        )
        q, k = self.rotate(self.qn(q)), self.rotate(k)
        k, v = (t.repeat_interleave(self.heads // self.shared, 1) for t in (k, v))
        logits = (q @ k.transpose(-1, -2)) * self.size**-0.5
        x = x + self.o((logits.softmax(-1) @ v).transpose(1, 2).reshape(b, n, width))
        gate, value = self.up(self.n2(x)).chunk(2, -1)
        return x + self.down(functional.silu(gate) * value)


def models():
    torch.manual_seed(0)
    ids = torch.randint(0, 9, (2, 6))
    image = torch.randn(2, 3, 8, 8)
    yield "vit", VisionTransformer(), image, ["optimized", "legacy_folded", "dynamic"]
    yield "lm", LanguageModel(), ids, ["plain", "optimized", "legacy"]
    yield "residual", Residual(), image, ["plain", "optimized", "legacy", "legacy_folded"]
    yield "recurrent", Recurrent(), torch.randn(2, 4, 3), ["optimized", "legacy"]
    yield "simple", Simple(), torch.randn(2, 4, 3), ["plain"]
    yield "grouped", GroupedQueries(), ids, ["plain", "legacy"]


def shapes(path, feed):
    """The shape of every tensor as ONNX Runtime computes it."""
    model = onnx.load(path)
    known = {output.name for output in model.graph.output}
    makers = [node for node in model.graph.node if node.op_type == "SplitToSequence"]
    lists = {name for node in makers for name in node.output}
    for node in model.graph.node:
        for name in node.output:
            if name and name not in known | lists:
                model.graph.output.append(onnx.ValueInfoProto(name=name))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    names = [output.name for output in session.get_outputs()]
    values = session.run(names, {session.get_inputs()[0].name: feed})
    return {name: list(np.asarray(value).shape) for name, value in zip(names, values)}


def strip(path):
    """Removes what no reader uses: stack traces and recorded shapes."""
    model = onnx.load(path)
    for owner in [model.graph, *model.graph.node, *model.graph.value_info]:
        kept = [entry for entry in owner.metadata_props if entry.key in KEPT_METADATA]
        del owner.metadata_props[:]
        owner.metadata_props.extend(kept)
    infos = [info for info in model.graph.value_info if info.metadata_props]
    for info in infos:
        info.ClearField("type")
    del model.graph.value_info[:]
    model.graph.value_info.extend(infos)
    onnx.save(model, path)
    external = path.with_suffix(".onnx.data")
    external.unlink(missing_ok=True)


def main():
    truth = {"versions": {"torch": torch.__version__, "onnx": onnx.__version__}, "files": {}}
    for name, module, feed, styles in models():
        for style in styles:
            path = FOLDER / f"{name}_{style}.onnx"
            options = dict(STYLES.get(style, STYLES["plain"]))
            module.train(style == "legacy")
            if style == "dynamic":
                options["dynamic_shapes"] = {"x": {0: torch.export.Dim("batch")}}
            options |= dict(opset_version=18, input_names=["input"], verbose=False)
            torch.onnx.export(module, (feed,), path, **options)
            strip(path)
            parameters = {key: list(value.shape) for key, value in module.named_parameters()}
            truth["files"][path.name] = {
                "parameters": parameters,
                "shapes": shapes(path, feed.numpy()),
            }
    (FOLDER / "truth.json").write_text(json.dumps(truth, separators=(",", ":"), sort_keys=True))


main()
