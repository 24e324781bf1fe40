"""What `onset init` does to plain 50-layer networks: the drift of signals and gradients over depth, and
whether they learn. Run by scripts/deep-networks; needs torch, onnx, onnxscript, safetensors, scikit-learn.

    deep_networks.py ONSET drift [ACTIVATION…]     largest over smallest layer, geometric mean of 4 seeds
    deep_networks.py ONSET learn [ACTIVATION…]     test accuracy on the 8x8 digits after 300 SGD steps
    deep_networks.py ONSET convolution [ACTIVATION…]   both, for 50 convolutions of 3x3

Each model is exported to ONNX, initialized by the command, and loaded back by parameter name.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn

DEPTH = 50
SEEDS = 4
STEPS = 300
RATES = (0.1, 0.03, 0.01, 0.003, 0.001)
ACTIVATIONS = {
    "relu": nn.ReLU, "leaky_relu": nn.LeakyReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid,
    "gelu": nn.GELU, "silu": nn.SiLU, "mish": nn.Mish, "elu": nn.ELU, "selu": nn.SELU,
    "celu": nn.CELU, "softplus": nn.Softplus, "softsign": nn.Softsign, "hard_tanh": nn.Hardtanh,
    "hard_swish": nn.Hardswish,
}
LEARNING = ("relu", "tanh", "sigmoid", "silu", "gelu", "softsign", "hard_swish", "softplus")


def dense(activation, inputs, width, outputs):
    layers = []
    for layer in range(DEPTH):
        last = layer == DEPTH - 1
        layers.append(nn.Linear(inputs if layer == 0 else width, outputs if last else width))
        if not last:
            layers.append(activation())
    return nn.Sequential(*layers)


def convolutional(activation, channels, outputs):
    layers = []
    for layer in range(DEPTH - 1):
        layers += [nn.Conv2d(1 if layer == 0 else channels, channels, 3, padding=1), activation()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, outputs))


@contextlib.contextmanager
def silence():
    """Exporters print to the process's own standard output."""
    kept = os.dup(1)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)


def export(model, example, path, exporter):
    with silence():
        if exporter == "legacy":
            torch.onnx.export(model, (example,), path, dynamo=False, opset_version=18)
        else:
            torch.onnx.export(model, (example,), path, dynamo=True, external_data=False)


def initialize(onset, model, path, seed):
    weights = path + ".safetensors"
    subprocess.run([onset, "init", path, "-o", weights, "--seed", str(seed), "--quiet"], check=True)
    model.load_state_dict(load_file(weights), strict=True)


def second_moments(model, batch):
    """E[z^2] and E[(dL/dz)^2] of every hidden layer, L = sum of outputs times a standard normal."""
    signals, value = [], batch
    for module in model:
        value = module(value)
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            value.retain_grad()
            signals.append(value)
    (value * torch.randn_like(value)).sum().backward()
    hidden = signals[:-1]
    return [[float((t**2).mean()) for t in hidden], [float((z.grad**2).mean()) for z in hidden]]


def drift(onset, name, model, batch, exporter, folder):
    path = f"{folder}/{name}.onnx"
    export(model, batch, path, exporter)
    rows = []
    for seed in range(SEEDS):
        initialize(onset, model, path, seed)
        torch.manual_seed(100 + seed)
        rows.append(second_moments(model, torch.randn_like(batch)))
    means = np.exp(np.log(np.array(rows)).mean(0))
    forward, backward = means.max(1) / means.min(1)
    print(f"{name:11s} {exporter:7s} forward drift {forward:6.2f}   gradient drift {backward:6.2f}", flush=True)


def digits(as_images):
    from sklearn.datasets import load_digits

    inputs, labels = load_digits(return_X_y=True)
    order = np.random.RandomState(0).permutation(len(inputs))
    inputs = torch.tensor((inputs - inputs.mean()) / inputs.std(), dtype=torch.float32)[order]
    labels = torch.tensor(labels)[order]
    if as_images:
        inputs = inputs.reshape(-1, 1, 8, 8)
    return inputs[:1400], labels[:1400], inputs[1400:], labels[1400:]


def accuracy(model, rate, data):
    inputs, labels, test_inputs, test_labels = data
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    generator = torch.Generator().manual_seed(0)
    for _ in range(STEPS):
        batch = torch.randint(0, len(inputs), (128,), generator=generator)
        loss = nn.functional.cross_entropy(model(inputs[batch]), labels[batch])
        if not torch.isfinite(loss):
            return 0.0
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    with torch.no_grad():
        return float((model(test_inputs).argmax(1) == test_labels).float().mean())


def learn(onset, name, model, data, folder):
    path = f"{folder}/{name}.onnx"
    export(model, data[0][:8], path, "legacy")
    results = []
    for rate in RATES:
        initialize(onset, model, path, 0)
        results.append(accuracy(model, rate, data))
    listed = " ".join(f"{rate}: {result:.3f}" for rate, result in zip(RATES, results))
    print(f"{name:11s} best {max(results):.3f}   {listed}", flush=True)


def main():
    onset, what, names = sys.argv[1], sys.argv[2], sys.argv[3:]
    with tempfile.TemporaryDirectory() as folder:
        for name in names or (LEARNING if what == "learn" else ACTIVATIONS):
            torch.manual_seed(0)
            activation = ACTIVATIONS[name]
            if what == "drift":
                for exporter in ("legacy", "dynamo"):
                    # A new model each time: equal biases, once loaded, would be merged on export.
                    model = dense(activation, 256, 256, 256)
                    drift(onset, name, model, torch.randn(64, 256), exporter, folder)
            elif what == "learn":
                learn(onset, name, dense(activation, 64, 128, 10), digits(False), folder)
            elif what == "convolution":
                model = convolutional(activation, 32, 10)
                drift(onset, name, model, torch.randn(16, 1, 8, 8), "legacy", folder)
                learn(onset, name, model, digits(True), folder)
            else:
                sys.exit(f"'{what}' is neither drift, learn nor convolution.")


if __name__ == "__main__":
    main()
