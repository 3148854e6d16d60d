"""torchvision's networks, small: random weights of one seed, images of 64x64."""
import torch
from torch import nn
from torchvision import models
from torchvision.models.detection._utils import BoxCoder
from torchvision.ops import batched_nms, clip_boxes_to_image


class Segmentation(nn.Module):
    """The network's `out` map."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x)["out"]


class Detector(nn.Module):
    """Anchors of two sizes at every fourth pixel, boxes as torchvision codes them; of each class the boxes that overlap no better one, at most 100."""

    def __init__(self, classes=3, threshold=0.58):
        super().__init__()
        self.classes, self.threshold = classes, threshold
        layer = lambda a, b: (nn.Conv2d(a, b, 3, 2, 1), nn.BatchNorm2d(b), nn.ReLU())
        self.backbone = nn.Sequential(*layer(3, 8), *layer(8, 16))
        self.scores = nn.Conv2d(16, 2 * classes, 3, padding=1)
        self.deltas = nn.Conv2d(16, 2 * 4, 3, padding=1)
        self.coder = BoxCoder((10.0, 10.0, 5.0, 5.0))

    def anchors(self, height, width):
        y, x = torch.meshgrid(torch.arange(height) * 4.0 + 2, torch.arange(width) * 4.0 + 2, indexing="ij")
        sizes = torch.tensor([[8.0, 8.0], [16.0, 10.0]])
        centers = torch.stack([x, y, x, y], -1).reshape(-1, 1, 4)
        return (centers + torch.cat([-sizes, sizes], 1).reshape(1, -1, 4) / 2).reshape(-1, 4)

    def forward(self, image):
        x = self.backbone(image)
        scores = self.scores(x).permute(0, 2, 3, 1).reshape(-1, self.classes).sigmoid()
        deltas = self.deltas(x).permute(0, 2, 3, 1).reshape(-1, 4)
        boxes = clip_boxes_to_image(self.coder.decode_single(deltas, self.anchors(*x.shape[-2:])), image.shape[-2:])
        best, labels = scores.max(1)
        likely = torch.where(best > self.threshold)[0]
        boxes, best, labels = boxes[likely], best[likely], labels[likely]
        kept = batched_nms(boxes, best, labels, 0.5)[:100]
        return boxes[kept], best[kept], labels[kept]


class Detections(nn.Module):
    """A whole detection network of torchvision for one image of any size: what it resizes, pads, finds and scales back."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image):
        found = self.network([image])[0]
        return found["boxes"], found["scores"], found["labels"]


def ssdlite():
    network = models.detection.ssdlite320_mobilenet_v3_large(weights=None, weights_backbone=None, num_classes=4, detections_per_img=5, topk_candidates=40)
    # Fresh weights give scores that sums in another order would put in another order.
    for layer in network.head.classification_head.module_list:
        layer[1].weight.data.mul_(30)
    return Detections(network)


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
    "ssdlite": (ssdlite, (torch.rand(3, 240, 200),)),
    "detector": (Detector, (torch.rand(1, 3, 48, 64),)),
    "detector_of_nothing": (lambda: Detector(threshold=1.5), (torch.rand(1, 3, 48, 64),)),
}
