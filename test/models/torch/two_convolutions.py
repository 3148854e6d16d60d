"""Exports the network of two-convolutions.ts by PyTorch: two_convolutions.py <file.onnx>. Batch, height and width are free."""
import sys

import torch
from torch import nn

torch.manual_seed(1)
torch.set_num_threads(1)


def layer(channels, to):
    return nn.Sequential(nn.Conv2d(channels, to, 3, padding=1), nn.BatchNorm2d(to), nn.ReLU())


network = nn.Sequential(layer(3, 64), layer(64, 256))
for part in network.modules():
    if isinstance(part, nn.BatchNorm2d):
        part.running_mean.uniform_(-0.1, 0.1)
        part.running_var.uniform_(0.1, 0.4)
axes = {0: "batch", 2: "height", 3: "width"}
torch.onnx.export(
    network.eval(),
    torch.rand(1, 3, 16, 16),
    sys.argv[1],
    opset_version=14,
    # As it stands in the module: the exporter does not fold the normalizations.
    training=torch.onnx.TrainingMode.PRESERVE,
    do_constant_folding=False,
    input_names=["image"],
    output_names=["output"],
    dynamic_axes={"image": axes, "output": axes},
)
