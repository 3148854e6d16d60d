"""
Writes webp-files.json and jpeg2000-files.json beside this file: small images and what Pillow reads of them.
Needs python3-pil, webp (cwebp) and libopenjp2-tools (opj_compress); Pillow 9.4 with libwebp 1.2.4 and OpenJPEG 2.5.0 here.
"""
import base64
import hashlib
import io
import json
import math
import os
import random
import subprocess
import tempfile

from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))


def color(kind, x, y):
    if kind == "waves":
        return int(127 + 120 * math.sin(x / 7 + y / 11)), (x * 5 + y * 3) % 256, int(127 + 100 * math.cos(y / 5))
    if kind == "noise":
        return tuple(random.randrange(256) for _ in range(3))
    if kind == "few":
        return [(255, 0, 0), (0, 255, 0), (10, 20, 30), (200, 200, 10), (0, 0, 0)][((x // 3) * 7 + (y // 4) * 5) % 5]
    if kind == "many":
        v = ((x // 2) * 13 + (y // 3) * 29) % 97
        return v * 2, 255 - v, (v * v) % 256
    return min(255, x * 5), min(255, y * 6), min(255, (x + y) * 2)


def picture(kind, width, height):
    random.seed(7)
    image = Image.new("RGB", (width, height))
    image.putdata([color(kind, x, y) for y in range(height) for x in range(width)])
    return image


def transparent(image):
    result = image.convert("RGBA")
    alpha = Image.new("L", image.size)
    alpha.putdata([x * 7 % 256 for _ in range(image.height) for x in range(image.width)])
    result.putalpha(alpha)
    return result


def entry(name, data):
    image = Image.open(io.BytesIO(data)).convert("RGB")
    return {
        "name": name,
        "width": image.width,
        "height": image.height,
        "sha256": hashlib.sha256(image.tobytes()).hexdigest(),
        "file": base64.b64encode(data).decode(),
    }


def by_pillow(image, format, **options):
    data = io.BytesIO()
    image.save(data, format, **options)
    return data.getvalue()


def by_tool(image, tool, suffixes, options):
    with tempfile.TemporaryDirectory() as folder:
        source, target = (os.path.join(folder, name + suffix) for name, suffix in zip(("in", "out"), suffixes))
        image.save(source)
        command = tool(source, target, options)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with open(target, "rb") as f:
            return f.read()


def webp_files():
    def cwebp(image, *options):
        return by_tool(image, lambda i, o, more: ["cwebp", "-quiet", *more, i, "-o", o], (".png", ".webp"), options)

    yield "lossy, one pixel", by_pillow(picture("ramp", 1, 1), "WEBP", quality=60)
    yield "lossy, odd sides", by_pillow(picture("waves", 37, 21), "WEBP", quality=50)
    yield "lossy, large coefficients", by_pillow(picture("noise", 9, 18), "WEBP", quality=98)
    yield "lossy, coarse", by_pillow(picture("waves", 48, 32), "WEBP", quality=1)
    yield "lossy, segments and a sharp filter", cwebp(picture("waves", 50, 35), "-segments", "4", "-q", "30", "-f", "80", "-sharpness", "5")
    yield "lossy, the simple filter", cwebp(picture("few", 40, 33), "-nostrong", "-f", "70", "-q", "20")
    yield "lossy, transparent", by_pillow(transparent(picture("ramp", 20, 17)), "WEBP", quality=40)
    yield "lossy, with a chunk of metadata", by_pillow(picture("waves", 17, 16), "WEBP", quality=40, exif=b"Exif\0\0II*\0")
    yield "lossless, one pixel", by_pillow(picture("ramp", 1, 1), "WEBP", lossless=True)
    yield "lossless, predicted", by_pillow(picture("waves", 23, 14), "WEBP", lossless=True, quality=100, method=6)
    yield "lossless, as it is", by_pillow(picture("noise", 9, 7), "WEBP", lossless=True)
    yield "lossless, five colors", by_pillow(picture("few", 41, 27), "WEBP", lossless=True, quality=100)
    yield "lossless, a hundred colors", by_pillow(picture("many", 45, 20), "WEBP", lossless=True, quality=100)
    yield "lossless, a cache of colors", by_pillow(picture("many", 30, 30), "WEBP", lossless=True, quality=0, method=0)
    yield "lossless, several sets of codes", by_pillow(mixed(64, 48), "WEBP", lossless=True, quality=100, method=6)
    yield "lossless, transparent", by_pillow(transparent(picture("ramp", 19, 12)), "WEBP", lossless=True, exact=True)


def jpeg2000_files():
    def opj(image, suffix, *options):
        command = lambda i, o, more: ["opj_compress", "-i", i, "-o", o, *more]
        return by_tool(image, command, (".ppm" if image.mode == "RGB" else ".pgm", suffix), options)

    def pillow(image, **options):
        return by_pillow(image, "JPEG2000", **options)

    layers = {"quality_mode": "rates", "quality_layers": [20, 6]}
    waves, odd = picture("waves", 36, 28), {"offset": (7, 9), "tile_offset": (3, 5), "tile_size": (24, 20)}
    yield "one pixel", pillow(picture("ramp", 1, 1), num_resolutions=1)
    yield "5/3", pillow(picture("few", 33, 17), num_resolutions=5)
    yield "9/7", pillow(picture("ramp", 37, 21), num_resolutions=4, irreversible=True, quality_mode="rates", quality_layers=[6])
    yield "9/7 without losses", pillow(picture("few", 12, 9), num_resolutions=3, irreversible=True)
    for progression in ("LRCP", "RLCP", "RPCL", "PCRL", "CPRL"):
        parts = {"progression": progression, "precinct_size": (16, 16), "codeblock_size": (8, 8), "num_resolutions": 3}
        yield f"{progression}, layers and precincts", pillow(waves, **parts, **layers)
        yield f"{progression}, tiles beside the grid", pillow(picture("ramp", 36, 28), **parts, **odd)
    yield "bits as they stand", opj(picture("noise", 10, 9), ".jp2", "-M", "1", "-n", "2")
    yield "all styles of code blocks", opj(picture("few", 30, 18), ".jp2", "-M", "63", "-n", "3", "-r", "8,1")
    yield "tile-parts and marks", opj(waves, ".jp2", "-TP", "R", "-SOP", "-EPH", "-t", "20,28", "-p", "RLCP", "-n", "3", "-r", "20,8")
    yield "a bare codestream", opj(picture("ramp", 30, 18), ".j2k", "-n", "3")
    yield "a bare codestream of floats", opj(picture("waves", 24, 20), ".j2k", "-n", "3", "-I", "-r", "12,6", "-t", "16,20")
    yield "components by themselves", opj(picture("ramp", 20, 18), ".jp2", "-mct", "0", "-n", "3")
    yield "gray", opj(picture("few", 30, 18).convert("L"), ".jp2", "-n", "4")
    yield "transparent", pillow(transparent(picture("ramp", 20, 16)), num_resolutions=3)
    yield "gray and transparent", pillow(transparent(picture("few", 20, 16)).convert("LA"), num_resolutions=3)


def mixed(width, height):
    image = picture("ramp", width, height)
    image.paste(picture("many", width // 2, height // 2), (0, 0))
    image.paste(picture("few", width // 3, height), (width // 2, 0))
    image.paste(picture("noise", width // 6, height // 6), (0, height - height // 6))
    return image


def write(name, files):
    with open(os.path.join(HERE, name), "w") as f:
        f.write(json.dumps([entry(what, data) for what, data in files], indent=2) + "\n")


write("webp-files.json", webp_files())
write("jpeg2000-files.json", jpeg2000_files())
