"""Small modules that make PyTorch's exporter write shape chains and spelled-out formulas. Each entry: module, example inputs."""
import math

import torch
import torch.nn.functional as F
from torch import nn


class Function(nn.Module):
    """A module of a function of its inputs."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *inputs):
        return self.function(*inputs)


class RMSNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(width) + 0.5)

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6))


class LayerNorm(nn.Module):
    """Written by hand, with the variance of torch.var."""

    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.rand(width) + 0.5)
        self.bias = nn.Parameter(torch.rand(width))

    def forward(self, x):
        mean = x.mean(-1, keepdim=True)
        variance = (x - mean).pow(2).mean(-1, keepdim=True)
        return (x - mean) / torch.sqrt(variance + 1e-5) * self.weight + self.bias


class Attention(nn.Module):
    """Heads split by view and transpose, scores masked by a causal table, joined again."""

    def __init__(self, width=32, heads=4, causal=False):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = (p(x).view(b, n, self.heads, c // self.heads).transpose(1, 2) for p in (self.q, self.k, self.v))
        scores = q @ k.transpose(-2, -1) / math.sqrt(c // self.heads)
        if self.causal:
            hidden = torch.triu(torch.ones(n, n, dtype=torch.bool), 1)
            scores = scores.masked_fill(hidden, float("-inf"))
        mixed = scores.softmax(-1) @ v
        return self.out(mixed.transpose(1, 2).contiguous().view(b, n, c))


class FusedAttention(nn.Module):
    """One projection for queries, keys and values, as timm's ViT writes it."""

    def __init__(self, width=32, heads=2):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        weights = ((q * self.scale) @ k.transpose(-2, -1)).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(b, n, c))


class Positions(nn.Module):
    """arange by a run-time length, embeddings, an expanded class token, a mask by comparison."""

    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(16, 8)
        self.token = nn.Parameter(torch.rand(1, 1, 8))

    def forward(self, x):
        b, n = x.size(0), x.size(1)
        places = torch.arange(n).unsqueeze(0).expand(b, n)
        joined = torch.cat([self.token.expand(b, -1, -1), x + self.table(places)], dim=1)
        length = joined.size(1)
        seen = torch.arange(length)[None, :] <= torch.arange(length)[:, None]
        return torch.where(seen[None, :, :], joined @ joined.transpose(1, 2), torch.zeros((), dtype=x.dtype))


def windows(x):
    """Swin's partition, a roll and the way back."""
    b, h, w, c = x.shape
    shifted = torch.roll(x, shifts=(-1, -1), dims=(1, 2))
    parts = shifted.view(b, h // 2, 2, w // 2, 2, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, 4, c)
    mixed = parts + parts.mean(1, keepdim=True)
    back = mixed.view(b, h // 2, w // 2, 2, 2, c).permute(0, 1, 3, 2, 4, 5).reshape(b, h, w, c)
    return torch.roll(back, shifts=(1, 1), dims=(1, 2))


def halves(x):
    """Channel shuffle and a split at half the channels."""
    b, c, h, w = x.size()
    shuffled = x.view(b, 2, c // 2, h, w).transpose(1, 2).contiguous().view(b, c, h, w)
    a, z = shuffled.chunk(2, dim=1)
    return a * torch.sigmoid(z)


def slices(x):
    h = x.size(2)
    top, bottom = x[:, :, : h // 2], x[:, :, h // 2 :]
    padded = F.pad(top - bottom, (1, 1, 0, 0))
    return torch.cat([padded[..., 1:-1], x[:, :, ::2]], dim=1) * float(h)


def upsample(x):
    return F.interpolate(x, size=(x.shape[-2] * 2, x.shape[-1] + 3), mode="bilinear", align_corners=False)


def filled(x):
    return x + torch.full((x.size(0), 1, x.size(2)), 2.5) - torch.zeros_like(x) + torch.ones(x.shape[1], x.shape[2])


rows = lambda *shape: (torch.randn(*shape),)

modules = {
    "layer_norm": (nn.LayerNorm(24), rows(2, 5, 24)),
    "layer_norm_by_hand": (LayerNorm(24), rows(2, 5, 24)),
    "rms_norm": (RMSNorm(24), rows(2, 5, 24)),
    "group_norm": (nn.GroupNorm(4, 16), rows(2, 16, 5, 3)),
    "instance_norm": (nn.InstanceNorm2d(6, affine=True), rows(2, 6, 5, 3)),
    "gelu": (nn.GELU(), rows(3, 40)),
    "gelu_tanh": (Function(lambda x: 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * torch.pow(x, 3))))), rows(3, 40)),
    "silu": (nn.SiLU(), rows(3, 40)),
    "mish": (nn.Mish(), rows(3, 40)),
    "hardswish": (nn.Hardswish(), rows(3, 40)),
    "hardswish_by_hand": (Function(lambda x: x * F.relu6(x + 3) / 6), rows(3, 40)),
    "hardsigmoid": (nn.Hardsigmoid(), rows(3, 40)),
    "clip": (Function(lambda x: torch.clamp(torch.clamp(x, min=-0.5), max=0.75)), rows(3, 40)),
    "softmax": (nn.Softmax(dim=1), rows(2, 6, 5)),
    "softmax_by_hand": (Function(lambda x: torch.exp(x - x.amax(-1, keepdim=True)) / torch.exp(x - x.amax(-1, keepdim=True)).sum(-1, keepdim=True)), rows(2, 6, 5)),
    "log_softmax": (nn.LogSoftmax(dim=-1), rows(2, 6, 5)),
    "attention": (Attention(), rows(2, 7, 32)),
    "causal_attention": (Attention(causal=True), rows(2, 7, 32)),
    "fused_attention": (FusedAttention(), rows(2, 7, 32)),
    "encoder_layer": (nn.TransformerEncoderLayer(32, 4, 48, batch_first=True), rows(2, 7, 32)),
    "decoder_layer": (nn.TransformerDecoderLayer(32, 4, 48, batch_first=True), (torch.randn(2, 5, 32), torch.randn(2, 7, 32))),
    "positions": (Positions(), rows(2, 6, 8)),
    "windows": (Function(windows), rows(1, 4, 6, 5)),
    "halves": (Function(halves), rows(2, 8, 3, 5)),
    "slices": (Function(slices), rows(1, 2, 6, 5)),
    "upsample": (Function(upsample), rows(1, 3, 5, 6)),
    "filled": (Function(filled), rows(2, 3, 4)),
    "mean_pool": (Function(lambda x: x.mean(dim=[2, 3]).view(x.size(0), -1)), rows(2, 6, 5, 3)),
    "einsum": (Function(lambda q, k: torch.einsum("bhid,bhjd->bhij", q, k)), (torch.randn(1, 2, 3, 8), torch.randn(1, 2, 5, 8))),
}
