"""Exports torchvision's networks with random weights and statistics, with PyTorch's own EVAL logits.

Usage: export_models.py FOLDER. Writes NAME.onnx, NAME.pt, NAME.input.f32 (images N,C,H,W) and NAME.logits.f32.
"""
import sys
import warnings
from pathlib import Path

import torch
import torchvision

NAMES = [
    "resnet18", "resnet50", "vgg11_bn", "mobilenet_v2", "mobilenet_v3_small", "densenet121",
    "efficientnet_b0", "regnet_y_400mf", "shufflenet_v2_x1_0", "googlenet", "squeezenet1_1",
]


def randomize_statistics(model, generator):
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.copy_(torch.randn(module.running_mean.shape, generator=generator) * 0.1)
            module.running_var.copy_(torch.rand(module.running_var.shape, generator=generator) + 0.5)


def main(folder):
    warnings.filterwarnings("ignore")
    for name in NAMES:
        torch.manual_seed(1)
        model = getattr(torchvision.models, name)(weights=None)
        generator = torch.Generator().manual_seed(2)
        randomize_statistics(model, generator)
        model.eval()
        images = torch.randn(2, 3, 224, 224, generator=generator)
        torch.onnx.export(
            model, images[:1], str(folder / f"{name}.onnx"), training=torch.onnx.TrainingMode.PRESERVE,
            do_constant_folding=False, opset_version=15, input_names=["input"], output_names=["logits"],
            dynamic_axes={"input": {0: "N"}, "logits": {0: "N"}})
        torch.save(model.state_dict(), folder / f"{name}.pt")
        with torch.no_grad():
            logits = model(images)
        images.numpy().tofile(folder / f"{name}.input.f32")
        logits.numpy().tofile(folder / f"{name}.logits.f32")
        print(name, flush=True)


main(Path(sys.argv[1]))
