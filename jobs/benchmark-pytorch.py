#!/usr/bin/env python3
"""Times the benchmark network in PyTorch on one thread, in NCHW and in channels_last.

Prints a JSON list of rows {"norm", "batch_size", "layout", "train_images_per_second", "eval_images_per_second"}, the
medians over rounds. Run it through `jobs/evalgap benchmark --against-pytorch`, which gives both sides the same
environment, or alone:

    OMP_NUM_THREADS=1 MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=2147483648 \\
        python3 jobs/benchmark-pytorch.py --batch-sizes 2,8,32 --norms batch,group
"""
import argparse
import itertools
import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional


def norm_layer(kind, channels):
    if kind == "batch":
        return nn.BatchNorm2d(channels)
    if kind == "group":
        return nn.GroupNorm(8, channels)
    if kind == "layer":
        return nn.GroupNorm(1, channels)
    raise SystemExit(f"--norms: expected batch, group or layer, received {kind}")


def network(kind):
    layers, channels = [], 3
    for width in (16, 32, 64):
        layers += [nn.Conv2d(channels, width, 3, padding=1, bias=False), norm_layer(kind, width), nn.ReLU(), nn.MaxPool2d(2)]
        channels = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Dropout(0.3), nn.Linear(64 * 4 * 4, 10))


def rate(step, batch_size, seconds):
    """Images per second over about this many seconds, after one call to warm up."""
    step()
    images, start = 0, time.perf_counter()
    while True:
        for _ in range(4):
            step()
        images += 4 * batch_size
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return images / elapsed


def measure(kind, batch_size, layout, rounds, seconds):
    torch.manual_seed(0)
    net = network(kind)
    images = [torch.randn(batch_size, 3, 32, 32) for _ in range(8)]
    if layout == "channels_last":
        net = net.to(memory_format=torch.channels_last)
        images = [batch.to(memory_format=torch.channels_last) for batch in images]
    # Labels at random for every step: nothing to learn, so gradients never vanish.
    labels = [torch.randint(0, 10, (batch_size,)) for _ in range(997)]
    images, labels = itertools.cycle(images), itertools.cycle(labels)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=5e-4)

    def train():
        optimizer.zero_grad()
        functional.cross_entropy(net(next(images)), next(labels)).backward()
        optimizer.step()

    def evaluate():
        with torch.no_grad():
            net(next(images))

    net.train()
    training = [rate(train, batch_size, seconds) for _ in range(rounds)]
    net.eval()
    evaluation = [rate(evaluate, batch_size, seconds) for _ in range(rounds)]
    return {
        "norm": kind,
        "batch_size": batch_size,
        "layout": layout,
        "train_images_per_second": statistics.median(training),
        "eval_images_per_second": statistics.median(evaluation),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch-sizes", default="2,4,8,32,128")
    parser.add_argument("--norms", default="batch,group,layer")
    parser.add_argument("--layouts", default="nchw,channels_last")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.5, help="per round and measurement")
    options = parser.parse_args()
    torch.set_num_threads(1)
    print(f"torch {torch.__version__}", file=sys.stderr)
    rows = [
        measure(kind, int(size), layout, options.rounds, options.seconds)
        for kind in options.norms.split(",")
        for size in options.batch_sizes.split(",")
        for layout in options.layouts.split(",")
    ]
    json.dump(rows, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
