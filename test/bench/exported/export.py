"""Exports networks to ONNX at the sizes they are used in: export.py <folder> [name ...]; with no folder, prints the names. Seeded weights, no downloads."""
import os
import sys
import warnings

import torch
from torch import nn
from torchvision import models
from torchvision.models import segmentation, video

import modules

warnings.filterwarnings("ignore")
torch.set_num_threads(1)


class Map(nn.Module):
    """A segmentation network's `out`."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image):
        return self.network(image)["out"]


image = lambda size=224, channels=3, batch=1: (torch.rand(batch, channels, size, size),)
clip = lambda frames=8, size=112: (torch.rand(1, 3, frames, size, size),)
words = lambda length, count: torch.randint(0, count, (1, length))
bare = {"weights": None, "weights_backbone": None}

classifiers = [
    "alexnet", "densenet121", "efficientnet_v2_s", "mnasnet1_0", "mobilenet_v3_large", "mobilenet_v3_small", "regnet_x_800mf", "regnet_y_400mf", "resnext50_32x4d",
    "shufflenet_v2_x1_0", "vgg16_bn", "convnext_tiny", "maxvit_t", "swin_t", "vit_b_32",
]
networks = {
    **{name: (getattr(models, name), image()) for name in classifiers},
    "googlenet": (lambda: models.googlenet(init_weights=False, aux_logits=False), image()),
    "inception_v3": (lambda: models.inception_v3(init_weights=False), image(299)),
    "mobilenet_v2_x0_35_96": (lambda: models.mobilenet_v2(width_mult=0.35), image(96)),
    "mobilenet_v2_batch_8": (models.mobilenet_v2, image(batch=8)),
    "resnet18_batch_8": (models.resnet18, image(batch=8)),
    "deeplabv3_mobilenet_v3": (lambda: Map(segmentation.deeplabv3_mobilenet_v3_large(**bare)), image(256)),
    "lraspp_mobilenet_v3": (lambda: Map(segmentation.lraspp_mobilenet_v3_large(**bare)), image(256)),
    "fcn_resnet50": (lambda: Map(segmentation.fcn_resnet50(**bare)), image(192)),
    "r3d_18": (video.r3d_18, clip()),
    "r2plus1d_18": (video.r2plus1d_18, clip()),
    "s3d": (video.s3d, clip(16, 224)),
    "yolo": (modules.Yolo, image(320)),
    "stylization": (modules.stylization, image()),
    "super_resolution": (modules.super_resolution, image(64)),
    "fast_super_resolution": (modules.fast_super_resolution, image(96, 1)),
    "generator": (modules.generator, (torch.randn(1, 100, 1, 1),)),
    "segmentation_u_net": (modules.SegmentationUNet, image(128, 1)),
    "wave_encoder": (modules.WaveEncoder, (torch.randn(1, 32000),)),
    "speech_encoder": (modules.SpeechEncoder, (torch.randn(1, 80, 1000),)),
    "conformer": (modules.Conformer, (torch.randn(1, 400, 80),)),
    "wave_net": (modules.WaveNet, (torch.randn(1, 1, 2000),)),
    "gpt": (modules.Gpt, (words(128, 5000),)),
    "translator": (modules.Translator, (words(64, 1000), words(48, 1000))),
    "tagger": (modules.Tagger, (words(64, 2000),)),
    "line_reader": (modules.LineReader, (torch.rand(1, 1, 32, 128),)),
    "mixer": (modules.Mixer, image()),
    "point_net": (modules.PointNet, (torch.randn(1, 3, 1024),)),
    "recommender": (modules.Recommender, (torch.rand(16, 13), torch.randint(0, 1000, (16, 26)))),
    "voxels": (modules.voxels, (torch.rand(1, 1, 32, 32, 32),)),
}


def export(folder, name):
    make, inputs = networks[name]
    torch.manual_seed(1)
    network = make()
    for part in network.modules():
        if isinstance(part, (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)):
            part.running_mean.uniform_(-0.1, 0.1)
            part.running_var.uniform_(0.5, 1)
    names = [f"input{i}" for i in range(len(inputs))]
    torch.onnx.export(network.eval(), inputs, os.path.join(folder, f"{name}.onnx"), opset_version=16, input_names=names)


if len(sys.argv) < 2:
    print("\n".join(networks))
for wanted in sys.argv[2:]:
    export(sys.argv[1], wanted)
