"""Makes Examples/hybrid.onnx, the model that scripts/demo plans and initializes.

A small image classifier after CoAtNet (Dai et al. 2021, arXiv:2106.04803): convolutions first, then
attention. It is no better at anything than its neighbours; it is here because every family of
weights that a plan decides about differently occurs in it once:

    stem        3x3 convolution, BatchNorm, ReLU
    residual    two basic blocks (He et al. 2016), the second with a strided shortcut
    grouped     one bottleneck with 8 groups (ResNeXt, Xie et al. 2017)
    inverted    one depthwise block with SiLU (MobileNetV2, Sandler et al. 2018)
    attention   positional table, two pre-norm blocks with packed q/k/v and a GELU MLP
    head        LayerNorm, mean over tokens, linear classifier

Weights are PyTorch's own defaults from seed 0, so `onset init` has something to improve. The export
is the legacy exporter's in training form: that keeps every parameter under its own name and
BatchNorm on batch statistics (evaluation exports fold BatchNorm away).

The repository never needs this file to be run; to make the model again, outside the repository:

    python3 -m venv /tmp/onset-example && /tmp/onset-example/bin/pip install torch onnx
    /tmp/onset-example/bin/python Examples/make_model.py

Made with Python 3.11, torch 2.13.0+cpu, onnx 1.23.2.
"""

import pathlib

import onnx
import torch
from torch import nn

WIDTH = 128
CLASSES = 100
IMAGE = 64
TOKENS = (IMAGE // 8) ** 2


class BasicBlock(nn.Module):
    def __init__(self, channels_in: int, channels_out: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels_out)
        self.shortcut = nn.Sequential()
        if stride != 1 or channels_in != channels_out:
            self.shortcut = nn.Sequential(
                nn.Conv2d(channels_in, channels_out, 1, stride, bias=False),
                nn.BatchNorm2d(channels_out),
            )

    def forward(self, x):
        y = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class GroupedBottleneck(nn.Module):
    def __init__(self, channels: int, inner: int, groups: int):
        super().__init__()
        self.reduce = nn.Conv2d(channels, inner, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(inner)
        self.grouped = nn.Conv2d(inner, inner, 3, 1, 1, groups=groups, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.expand = nn.Conv2d(inner, channels, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = torch.relu(self.bn1(self.reduce(x)))
        y = torch.relu(self.bn2(self.grouped(y)))
        return torch.relu(self.bn3(self.expand(y)) + x)


class InvertedResidual(nn.Module):
    def __init__(self, channels_in: int, channels_out: int, expansion: int):
        super().__init__()
        inner = channels_in * expansion
        self.expand = nn.Conv2d(channels_in, inner, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(inner)
        self.depthwise = nn.Conv2d(inner, inner, 3, 2, 1, groups=inner, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.project = nn.Conv2d(inner, channels_out, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(channels_out)
        self.act = nn.SiLU()

    def forward(self, x):
        y = self.act(self.bn1(self.expand(x)))
        y = self.act(self.bn2(self.depthwise(y)))
        return self.bn3(self.project(y))


class Attention(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        q, k, v = (
            part.reshape(batch, tokens, self.heads, width // self.heads).transpose(1, 2)
            for part in self.qkv(x).split(width, dim=-1)
        )
        scores = (q @ k.transpose(-2, -1)) * (width // self.heads) ** -0.5
        return self.proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, width))


class TransformerBlock(nn.Module):
    def __init__(self, width: int, heads: int):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Hybrid(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU()
        )
        self.residual = nn.Sequential(BasicBlock(32, 32, 1), BasicBlock(32, 64, 2))
        self.grouped = GroupedBottleneck(64, 64, groups=8)
        self.inverted = InvertedResidual(64, WIDTH, expansion=4)
        self.position = nn.Parameter(0.02 * torch.randn(1, TOKENS, WIDTH))
        self.blocks = nn.Sequential(*(TransformerBlock(WIDTH, heads=4) for _ in range(2)))
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, CLASSES)

    def forward(self, image):
        x = self.inverted(self.grouped(self.residual(self.stem(image))))
        x = self.blocks(x.flatten(2).transpose(1, 2) + self.position)
        return self.head(self.norm(x).mean(1))


def main():
    torch.manual_seed(0)
    model = Hybrid().train()
    path = pathlib.Path(__file__).parent / "hybrid.onnx"
    torch.onnx.export(
        model,
        (torch.randn(8, 3, IMAGE, IMAGE),),
        path,
        dynamo=False,
        training=torch.onnx.TrainingMode.TRAINING,
        do_constant_folding=False,
        opset_version=18,
        input_names=["image"],
        output_names=["logits"],
    )
    written = onnx.load(path)
    onnx.checker.check_model(written, full_check=True)
    stored = {initializer.name for initializer in written.graph.initializer}
    lost = [name for name, _ in model.named_parameters() if name not in stored]
    assert not lost, f"the exporter lost {lost}"
    parameters = sum(parameter.numel() for parameter in model.parameters())
    print(f"{path}: {path.stat().st_size} bytes, {parameters} parameters")


if __name__ == "__main__":
    main()
