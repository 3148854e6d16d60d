"""Networks that torchvision has not, at the sizes they are used in: detection, image synthesis, speech, text, points, recommendation."""
import torch
import torch.nn.functional as F
from torch import nn


def convolution(before, after, kernel=3, stride=1, activation=nn.SiLU):
    return nn.Sequential(nn.Conv2d(before, after, kernel, stride, kernel // 2, bias=False), nn.BatchNorm2d(after), activation())


class Residual(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.layers(x)


class PartialStage(nn.Module):
    """Cross stage partial: half of the channels go around the blocks."""

    def __init__(self, before, after, blocks):
        super().__init__()
        half = after // 2
        self.through, self.around = convolution(before, half, 1), convolution(before, half, 1)
        self.blocks = nn.Sequential(*[Residual(convolution(half, half, 1), convolution(half, half)) for _ in range(blocks)])
        self.join = convolution(after, after, 1)

    def forward(self, x):
        return self.join(torch.cat([self.blocks(self.through(x)), self.around(x)], 1))


class PyramidPool(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.before, self.behind = convolution(channels, channels // 2, 1), convolution(2 * channels, channels, 1)
        self.pool = nn.MaxPool2d(5, 1, 2)

    def forward(self, x):
        levels = [self.before(x)]
        for _ in range(3):
            levels.append(self.pool(levels[-1]))
        return self.behind(torch.cat(levels, 1))


class Yolo(nn.Module):
    """A detector of three scales in the manner of YOLOv5n: boxes and 80 class scores of every anchor."""

    def __init__(self, width=16, classes=80):
        super().__init__()
        w, self.each = width, classes + 5
        self.stem = nn.Sequential(nn.Conv2d(3, w, 6, 2, 2), nn.SiLU(), convolution(w, 2 * w, 3, 2), PartialStage(2 * w, 2 * w, 1))
        self.down = nn.ModuleList([
            nn.Sequential(convolution(2 * w, 4 * w, 3, 2), PartialStage(4 * w, 4 * w, 2)),
            nn.Sequential(convolution(4 * w, 8 * w, 3, 2), PartialStage(8 * w, 8 * w, 3)),
            nn.Sequential(convolution(8 * w, 16 * w, 3, 2), PartialStage(16 * w, 16 * w, 1), PyramidPool(16 * w)),
        ])
        self.lateral = nn.ModuleList([convolution(16 * w, 8 * w, 1), convolution(8 * w, 4 * w, 1)])
        self.up = nn.ModuleList([PartialStage(16 * w, 8 * w, 1), PartialStage(8 * w, 4 * w, 1)])
        self.again = nn.ModuleList([convolution(4 * w, 4 * w, 3, 2), convolution(8 * w, 8 * w, 3, 2)])
        self.last = nn.ModuleList([PartialStage(8 * w, 8 * w, 1), PartialStage(16 * w, 16 * w, 1)])
        self.heads = nn.ModuleList([nn.Conv2d(c * w, 3 * self.each, 1) for c in (4, 8, 16)])

    def forward(self, image):
        x, maps = self.stem(image), []
        for stage in self.down:
            x = stage(x)
            maps.append(x)
        sides = []
        for lateral, stage, side in zip(self.lateral, self.up, (maps[1], maps[0])):
            sides.append(lateral(x))
            x = stage(torch.cat([F.interpolate(sides[-1], scale_factor=2.0), side], 1))
        found = [x]
        for again, stage, side in zip(self.again, self.last, reversed(sides)):
            found.append(stage(torch.cat([again(found[-1]), side], 1)))
        return torch.cat([self.boxes(head(m), stride) for head, m, stride in zip(self.heads, found, (8, 16, 32))], 1)

    def boxes(self, x, stride):
        batch, _, height, width = x.shape
        y = x.view(batch, 3, self.each, height, width).permute(0, 1, 3, 4, 2).sigmoid()
        rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
        places = torch.stack((columns, rows), 2).view(1, 1, height, width, 2).float()
        centers, sizes = (y[..., :2] * 2 - 0.5 + places) * stride, (y[..., 2:4] * 2) ** 2 * 16
        return torch.cat([centers, sizes, y[..., 4:]], -1).view(batch, -1, self.each)


def stylization():
    """Fast style transfer: reflected borders, instance normalization, nearest upsampling, 9x9 at both ends."""
    layer = lambda a, b, kernel, stride=1: nn.Sequential(nn.ReflectionPad2d(kernel // 2), nn.Conv2d(a, b, kernel, stride), nn.InstanceNorm2d(b, affine=True))
    return nn.Sequential(
        layer(3, 32, 9), nn.ReLU(), layer(32, 64, 3, 2), nn.ReLU(), layer(64, 128, 3, 2), nn.ReLU(),
        *[Residual(layer(128, 128, 3), nn.ReLU(), layer(128, 128, 3)) for _ in range(5)],
        nn.Upsample(scale_factor=2.0), layer(128, 64, 3), nn.ReLU(), nn.Upsample(scale_factor=2.0), layer(64, 32, 3), nn.ReLU(),
        nn.ReflectionPad2d(4), nn.Conv2d(32, 3, 9),
    )


class Dense(nn.Module):
    """Every convolution reads all before it."""

    def __init__(self, channels=32, growth=16):
        super().__init__()
        self.layers = nn.ModuleList([nn.Conv2d(channels + i * growth, growth if i < 4 else channels, 3, 1, 1) for i in range(5)])

    def forward(self, x):
        known = [x]
        for layer in self.layers[:-1]:
            known.append(F.leaky_relu(layer(torch.cat(known, 1)), 0.2))
        return x + 0.2 * self.layers[-1](torch.cat(known, 1))


def super_resolution():
    return nn.Sequential(nn.Conv2d(3, 32, 3, 1, 1), *[Dense() for _ in range(4)], nn.Conv2d(32, 128, 3, 1, 1), nn.PixelShuffle(2), nn.LeakyReLU(0.2), nn.Conv2d(32, 3, 3, 1, 1))


def fast_super_resolution():
    """FSRCNN's way: few channels, then one transposed convolution of 9x9 by 3."""
    middle = [m for _ in range(4) for m in (nn.Conv2d(12, 12, 3, 1, 1), nn.PReLU(12))]
    return nn.Sequential(
        nn.Conv2d(1, 56, 5, 1, 2), nn.PReLU(56), nn.Conv2d(56, 12, 1), nn.PReLU(12), *middle, nn.Conv2d(12, 56, 1), nn.PReLU(56),
        nn.ConvTranspose2d(56, 1, 9, 3, 4, output_padding=2),
    )


def generator(width=64):
    """DCGAN's: 100 numbers to an image of 64x64."""
    layer = lambda a, b, stride, pad: nn.Sequential(nn.ConvTranspose2d(a, b, 4, stride, pad, bias=False), nn.BatchNorm2d(b), nn.ReLU())
    last = [nn.ConvTranspose2d(width, 3, 4, 2, 1), nn.Tanh()]
    return nn.Sequential(layer(100, 8 * width, 1, 0), layer(8 * width, 4 * width, 2, 1), layer(4 * width, 2 * width, 2, 1), layer(2 * width, width, 2, 1), *last)


class SegmentationUNet(nn.Module):
    """Transposed convolutions on the way up."""

    def __init__(self):
        super().__init__()
        pair = lambda a, b: nn.Sequential(convolution(a, b, 3, 1, nn.ReLU), convolution(b, b, 3, 1, nn.ReLU))
        self.down = nn.ModuleList([pair(1, 32), pair(32, 64), pair(64, 128), pair(128, 256)])
        self.up = nn.ModuleList([nn.ConvTranspose2d(2 * c, c, 2, 2) for c in (128, 64, 32)])
        self.join = nn.ModuleList([pair(2 * c, c) for c in (128, 64, 32)])
        self.head = nn.Conv2d(32, 2, 1)

    def forward(self, x):
        maps = []
        for i, stage in enumerate(self.down):
            x = stage(x if i == 0 else F.max_pool2d(x, 2))
            maps.append(x)
        for up, join, side in zip(self.up, self.join, reversed(maps[:-1])):
            x = join(torch.cat([side, up(x)], 1))
        return self.head(x)


class Block(nn.Module):
    """A transformer's layer: attention, then two linear layers."""

    def __init__(self, width, heads, causal=False):
        super().__init__()
        self.heads, self.causal = heads, causal
        self.norms = nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)])
        self.project, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = self.project(self.norms[0](x)).view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5
        if self.causal:
            scores = scores.masked_fill(torch.triu(torch.ones(length, length, dtype=torch.bool), 1), float("-inf"))
        x = x + self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, width))
        return x + self.feed(self.norms[1](x))


class Gpt(nn.Module):
    def __init__(self, words=5000, width=384, heads=6, layers=6, length=128):
        super().__init__()
        self.words, self.places = nn.Embedding(words, width), nn.Embedding(length, width)
        self.blocks, self.norm = nn.Sequential(*[Block(width, heads, True) for _ in range(layers)]), nn.LayerNorm(width)

    def forward(self, tokens):
        return self.norm(self.blocks(self.words(tokens) + self.places(torch.arange(tokens.shape[1])))) @ self.words.weight.T


class SpeechEncoder(nn.Module):
    """Whisper's: two convolutions over 80 bands, then attention over 500 places."""

    def __init__(self, width=384, length=500):
        super().__init__()
        self.convolutions = nn.ModuleList([nn.Conv1d(80, width, 3, 1, 1), nn.Conv1d(width, width, 3, 2, 1)])
        self.places = nn.Parameter(torch.randn(length, width) * 0.02)
        self.blocks, self.norm = nn.Sequential(*[Block(width, 6) for _ in range(4)]), nn.LayerNorm(width)

    def forward(self, x):
        for layer in self.convolutions:
            x = F.gelu(layer(x))
        return self.norm(self.blocks(x.transpose(1, 2) + self.places))


class WaveEncoder(nn.Module):
    """wav2vec's: samples through seven convolutions, places by one of 32 taps in groups, then attention."""

    def __init__(self, channels=256, width=384):
        super().__init__()
        layers, before = [], 1
        for kernel, stride in [(10, 5), (3, 2), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2)]:
            layers += [nn.Conv1d(before, channels, kernel, stride, bias=False), *([nn.GroupNorm(channels, channels)] if before == 1 else []), nn.GELU()]
            before = channels
        self.features, self.norm, self.project = nn.Sequential(*layers), nn.LayerNorm(channels), nn.Linear(channels, width)
        self.places = nn.Conv1d(width, width, 32, padding=16, groups=16)
        self.blocks, self.head = nn.Sequential(*[Block(width, 6) for _ in range(4)]), nn.Linear(width, 32)

    def forward(self, samples):
        x = self.project(self.norm(self.features(samples.unsqueeze(1)).transpose(1, 2)))
        x = x + F.gelu(self.places(x.transpose(1, 2))[:, :, :-1]).transpose(1, 2)
        return self.head(self.blocks(x))


class Conformer(nn.Module):
    """Attention and depthwise convolutions of 31 taps in turns."""

    def __init__(self, width=144, layers=4):
        super().__init__()
        self.sampling = nn.Sequential(nn.Conv2d(1, width, 3, 2), nn.ReLU(), nn.Conv2d(width, width, 3, 2), nn.ReLU())
        self.project = nn.Linear(width * 19, width)
        self.layers = nn.ModuleList([
            nn.ModuleDict({
                "feed": nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.SiLU(), nn.Linear(4 * width, width)),
                "block": Block(width, 4),
                "norm": nn.LayerNorm(width),
                "convolution": nn.Sequential(
                    nn.Conv1d(width, 2 * width, 1), nn.GLU(1), nn.Conv1d(width, width, 31, padding=15, groups=width), nn.BatchNorm1d(width), nn.SiLU(), nn.Conv1d(width, width, 1),
                ),
                "last": nn.LayerNorm(width),
            })
            for _ in range(layers)
        ])

    def forward(self, bands):
        x = self.sampling(bands.unsqueeze(1))
        batch, channels, length, height = x.shape
        x = self.project(x.transpose(1, 2).reshape(batch, length, channels * height))
        for layer in self.layers:
            x = layer["block"](x + 0.5 * layer["feed"](x))
            x = layer["last"](x + layer["convolution"](layer["norm"](x).transpose(1, 2)).transpose(1, 2))
        return x


class WaveNet(nn.Module):
    """Causal convolutions of two taps, each twice as far apart as the last."""

    def __init__(self, channels=64, layers=8):
        super().__init__()
        self.first, self.last = nn.Conv1d(1, channels, 1), nn.Conv1d(channels, 256, 1)
        self.gates = nn.ModuleList([nn.Conv1d(channels, 2 * channels, 2, dilation=2**i) for i in range(layers)])
        self.outs = nn.ModuleList([nn.Conv1d(channels, channels, 1) for _ in range(layers)])

    def forward(self, samples):
        x, skipped = self.first(samples), 0
        for i, (gate, out) in enumerate(zip(self.gates, self.outs)):
            a, b = gate(F.pad(x, (2**i, 0))).chunk(2, 1)
            y = out(torch.tanh(a) * torch.sigmoid(b))
            x, skipped = x + y, skipped + y
        return self.last(F.relu(skipped))


class Tagger(nn.Module):
    def __init__(self, words=2000, width=256):
        super().__init__()
        self.words, self.memory, self.head = nn.Embedding(words, width), nn.LSTM(width, width, 2, batch_first=True, bidirectional=True), nn.Linear(2 * width, words)

    def forward(self, tokens):
        return self.head(self.memory(self.words(tokens))[0])


class LineReader(nn.Module):
    """Text of an image's line: convolutions, then LSTMs along it."""

    def __init__(self):
        super().__init__()
        layer = lambda a, b: convolution(a, b, 3, 1, nn.ReLU)
        pools = [nn.MaxPool2d(2), nn.MaxPool2d(2), nn.MaxPool2d((2, 1)), nn.MaxPool2d((2, 1))]
        self.features = nn.Sequential(
            layer(1, 64), pools[0], layer(64, 128), pools[1], layer(128, 256), layer(256, 256), pools[2], layer(256, 512), pools[3], nn.Conv2d(512, 512, (2, 1)), nn.ReLU(),
        )
        self.memory, self.head = nn.LSTM(512, 256, 2, bidirectional=True), nn.Linear(512, 37)

    def forward(self, image):
        return self.head(self.memory(self.features(image).squeeze(2).permute(2, 0, 1))[0])


class Mixer(nn.Module):
    """Linear layers along the places of an image and along its channels, in turns."""

    def __init__(self, width=256, layers=6, places=196):
        super().__init__()
        pair = lambda a, b: nn.Sequential(nn.Linear(a, b), nn.GELU(), nn.Linear(b, a))
        self.patches, self.head = nn.Conv2d(3, width, 16, 16), nn.Linear(width, 1000)
        self.along = nn.ModuleList([nn.ModuleList([pair(places, 128), pair(width, 1024)]) for _ in range(layers)])
        self.norms = nn.ModuleList([nn.ModuleList([nn.LayerNorm(width), nn.LayerNorm(width)]) for _ in range(layers)])

    def forward(self, image):
        x = self.patches(image).flatten(2).transpose(1, 2)
        for (places, channels), (first, second) in zip(self.along, self.norms):
            x = x + places(first(x).transpose(1, 2)).transpose(1, 2)
            x = x + channels(second(x))
        return self.head(x.mean(1))


class PointNet(nn.Module):
    def __init__(self):
        super().__init__()
        layer = lambda a, b: nn.Sequential(nn.Conv1d(a, b, 1), nn.BatchNorm1d(b), nn.ReLU())
        self.features = nn.Sequential(layer(3, 64), layer(64, 128), layer(128, 1024))
        self.head = nn.Sequential(nn.Linear(1024, 512), nn.ReLU(), nn.Linear(512, 40))

    def forward(self, points):
        return self.head(self.features(points).max(2)[0]).log_softmax(-1)


class Recommender(nn.Module):
    """DLRM's way: 26 embeddings and a dense vector, all their products, then linear layers."""

    def __init__(self, tables=26, width=64):
        super().__init__()
        self.dense = nn.Sequential(nn.Linear(13, 512), nn.ReLU(), nn.Linear(512, width), nn.ReLU())
        self.tables = nn.ModuleList([nn.Embedding(1000, width) for _ in range(tables)])
        rows, columns = torch.tril_indices(tables + 1, tables + 1, -1)
        self.pairs = rows * (tables + 1) + columns
        self.top = nn.Sequential(nn.Linear(width + len(self.pairs), 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 1), nn.Sigmoid())

    def forward(self, numbers, choices):
        x = self.dense(numbers)
        rows = torch.stack([x] + [table(choices[:, i]) for i, table in enumerate(self.tables)], 1)
        return self.top(torch.cat([x, (rows @ rows.transpose(1, 2)).flatten(1)[:, self.pairs]], 1))


def voxels():
    return nn.Sequential(
        nn.Conv3d(1, 16, 3, 2, 1), nn.BatchNorm3d(16), nn.ReLU(), nn.Conv3d(16, 32, 3, 2, 1), nn.ReLU(), nn.Conv3d(32, 32, 3, 1, 1), nn.ReLU(),
        nn.ConvTranspose3d(32, 16, 4, 2, 1), nn.ReLU(), nn.ConvTranspose3d(16, 1, 4, 2, 1),
    )


class Translator(nn.Module):
    def __init__(self, words=1000, width=256):
        super().__init__()
        self.words, self.layers = nn.Embedding(words, width), nn.Transformer(width, 4, 2, 2, 1024, batch_first=True)

    def forward(self, source, target):
        return self.layers(self.words(source), self.words(target))
