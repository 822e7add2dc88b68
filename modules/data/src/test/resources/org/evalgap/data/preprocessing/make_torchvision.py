"""Writes torchvision.txt: what torchvision makes of noise images (see NoiseImage in the tests). Written with torchvision
0.14.1 and torch 1.13.0 (Debian) on Pillow 9.4.0.

Each line: case, height and width of the image, shape of the result, then either the SHA-256 of its bytes ([H, W, C]) or,
where floats are compared, its numbers ([C, H, W]).

    python3 make_torchvision.py > torchvision.txt
"""
import hashlib

import numpy
import PIL
import torch
import torchvision
from PIL import Image
from torchvision import transforms as t
from torchvision.transforms import functional as f

MODES = {
    "nearest": f.InterpolationMode.NEAREST,
    "bilinear": f.InterpolationMode.BILINEAR,
    "bicubic": f.InterpolationMode.BICUBIC,
}


def noise(height, width):
    state = height * 65536 + width
    values = bytearray()
    for _ in range(height * width * 3):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values.append(state >> 24)
    return Image.frombytes("RGB", (width, height), bytes(values))


def line(case, image, shape, text):
    print(case, image.height, image.width, "x".join(map(str, shape)), text)


def pixels(case, image, result):
    array = numpy.asarray(result)
    if array.ndim == 2:
        array = array[:, :, None]
    line(case, image, array.shape, hashlib.sha256(array.tobytes()).hexdigest())


def floats(case, image, result):
    line(case, image, result.shape, ",".join(repr(float(x)) for x in result.flatten()))


print("# torchvision", torchvision.__version__, "torch", torch.__version__, "Pillow", PIL.__version__)
for height, width in [(8, 8), (31, 47), (47, 31), (100, 64), (33, 200), (500, 375), (224, 224)]:
    image = noise(height, width)
    for size in (7, 32, 64, 256):
        pixels(f"resize-{size}", image, t.Resize(size)(image))
    for size in (7, 8, 32, 47, 64):
        pixels(f"center-crop-{size}", image, t.CenterCrop(size)(image))
    pixels("center-crop-20x51", image, t.CenterCrop((20, 51))(image))
    pixels("resize-20x51", image, t.Resize((20, 51))(image))
    pixels("grayscale-1", image, t.Grayscale()(image))
    pixels("grayscale-3", image, t.Grayscale(3)(image))
    pixels("flip", image, t.RandomHorizontalFlip(1.0)(image))
    pixels("imagenet", image, t.Compose([t.Resize(256), t.CenterCrop(224)])(image))
    tensor = f.pil_to_tensor(image)
    for name, mode in MODES.items():
        for size in ((7, 9), (20, 24)):
            resized = f.resize(tensor, size, mode, antialias=False)
            case = f"tensor-{name}-{size[0]}x{size[1]}"
            line(case, image, (size[0], size[1], 3), resized.permute(1, 2, 0).numpy().tobytes().hex())
image = noise(3, 4)
floats("to-tensor", image, t.ToTensor()(image))
floats("pil-to-tensor", image, t.PILToTensor()(image).float())
imagenet = t.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
floats("normalize", image, imagenet(t.ToTensor()(image)))
floats("normalize-255", image, t.Normalize([123.675, 116.28, 103.53], [58.395, 57.12, 57.375])(t.PILToTensor()(image).float()))
floats("normalize-grey", image, t.Compose([t.Grayscale(), t.ToTensor(), t.Normalize([0.286], [0.353])])(image))
