"""torchvision's networks, small: random weights of one seed, images of 64x64."""
import torch
from torch import nn
from torchvision import models


class Segmentation(nn.Module):
    """The network's `out` map."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x)["out"]


def swin():
    return models.SwinTransformer(patch_size=[4, 4], embed_dim=24, depths=[2, 2], num_heads=[2, 4], window_size=[4, 4], num_classes=10)


image = lambda size=64: (torch.rand(1, 3, size, size),)

networks = {
    "mobilenet_v3_small": (lambda: models.mobilenet_v3_small(weights=None, width_mult=0.5, num_classes=10), image()),
    "shufflenet_v2": (lambda: models.shufflenet_v2_x0_5(weights=None, num_classes=10), image()),
    "efficientnet_b0": (lambda: models.EfficientNet(models.efficientnet._efficientnet_conf("efficientnet_b0", width_mult=0.5, depth_mult=0.5)[0], dropout=0.2, num_classes=10, last_channel=160), image()),
    "swin": (swin, image()),
    "lraspp": (lambda: Segmentation(models.segmentation.lraspp_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=4)), image()),
    "deeplabv3": (lambda: Segmentation(models.segmentation.deeplabv3_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=4)), image()),
}
