"""Writes pillow.txt: SHA-256 of images that Pillow resized, [H, W, C] bytes. Images are the upper bytes of a linear
congruential generator (see NoiseImage in the tests). Written with Pillow 9.4.0 (Debian 9.4.0-1.1+deb12u1).

    python3 make_pillow.py > pillow.txt
"""
import hashlib

import PIL
from PIL import Image

FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "box": Image.Resampling.BOX,
    "bilinear": Image.Resampling.BILINEAR,
    "hamming": Image.Resampling.HAMMING,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}

# height and width before, height and width after
SIZES = [
    (1, 1, 7, 5), (2, 2, 1, 1), (3, 5, 3, 5), (7, 5, 1, 1), (8, 8, 16, 16), (8, 8, 4, 4), (9, 17, 17, 9),
    (28, 28, 32, 32), (28, 28, 224, 224), (31, 47, 32, 32), (32, 32, 28, 28), (32, 32, 224, 224), (33, 1, 10, 10),
    (64, 48, 64, 24), (64, 48, 20, 48), (100, 100, 99, 101), (101, 67, 33, 13), (200, 300, 64, 96), (240, 320, 224, 298),
    (375, 500, 256, 341), (480, 640, 224, 224), (500, 333, 384, 256), (640, 427, 32, 32), (1000, 7, 13, 300),
]


def noise(height, width):
    state = height * 65536 + width
    values = bytearray()
    for _ in range(height * width * 3):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values.append(state >> 24)
    return Image.frombytes("RGB", (width, height), bytes(values))


print("# Pillow", PIL.__version__)
for height, width, new_height, new_width in SIZES:
    image = noise(height, width)
    for name, resampling in FILTERS.items():
        resized = image.resize((new_width, new_height), resampling)
        print(name, height, width, new_height, new_width, hashlib.sha256(resized.tobytes()).hexdigest())
