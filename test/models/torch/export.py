"""Exports PyTorch modules and torchvision networks to ONNX: export.py <folder> [name ...]. Seeded weights, no downloads, one thread.

Every extent of every input is free, so that nothing of a shape chain is folded by the exporter; <name>.json holds the extents to give.
"""
import json
import sys
import warnings

import torch

from modules import modules
from networks import networks

warnings.filterwarnings("ignore")
torch.set_num_threads(1)


def settle(module):
    """Statistics that keep activations in size, as training leaves them; random where they would be 0 and 1."""
    for part in module.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.running_mean.uniform_(-0.1, 0.1)
            part.running_var.uniform_(0.1, 0.4)
    return module.eval()


def export(folder, name, make, inputs, opset=14):
    torch.manual_seed(1)
    module = settle(make())
    names = [f"input{i}" for i in range(len(inputs))]
    free = {n: {a: f"{n}_{a}" for a in range(x.dim())} for n, x in zip(names, inputs)}
    options = {"input_names": names, "output_names": ["output"], "dynamic_axes": free, "do_constant_folding": False}
    # Gradients stay on: without them, PyTorch's encoder layer is one operator that no exporter knows.
    torch.onnx.export(module, inputs, f"{folder}/{name}.onnx", opset_version=opset, **options)
    with open(f"{folder}/{name}.json", "w") as file:
        json.dump({f"{n}_{a}": size for n, x in zip(names, inputs) for a, size in enumerate(x.shape)}, file)


def main(folder, wanted):
    entries = {**{name: (lambda m=module: m, inputs) for name, (module, inputs) in modules.items()}, **networks}
    for name, (make, inputs) in entries.items():
        if not wanted or name in wanted:
            export(folder, name, make, inputs)
            print(name, flush=True)


main(sys.argv[1], set(sys.argv[2:]))
