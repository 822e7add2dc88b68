"""Writes torchvision.txt: the SHA-256 of what torchvision's usual evaluation makes of image files, from the file to the
tensor ([C, H, W], 32-bit floats, little-endian). Written with torchvision 0.14.1 and torch 1.13.0 (Debian) on Pillow 9.4.0.

    python3 make_tensors.py > torchvision.txt
"""
import hashlib

import PIL
import torch
import torchvision
from torchvision import transforms as t
from torchvision.datasets.folder import default_loader

transform = t.Compose([t.Resize(32), t.CenterCrop(28), t.ToTensor(), t.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
print("# torchvision", torchvision.__version__, "torch", torch.__version__, "Pillow", PIL.__version__)
for name in ("422.jpg", "420-progressive.jpg", "cmyk.jpg", "grey.jpg", "orientation-6.jpg", "palette-4.png", "rgba-16.png"):
    tensor = transform(default_loader("../image/" + name))
    print(name, hashlib.sha256(tensor.numpy().astype("<f4").tobytes()).hexdigest())
