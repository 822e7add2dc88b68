"""Batch Renormalization by PyTorch's own derivatives: Algorithm 1 of arXiv 1702.03275 with detach() as its stop_gradient.

Writes batch_renorm.json beside itself: a network conv 3x3 -> renorm -> ReLU -> max pool 2 -> mean over pixels -> linear, in
float64, trained for some steps of plain SGD; its batches (N, H, W, C), arrays at the start, losses, the last step's gradients
and arrays at the end. Made with PyTorch 1.13.
"""

import json
import pathlib

import torch

torch.manual_seed(3)
torch.set_default_dtype(torch.float64)
N, IN, SIDE, CHANNELS, CLASSES, STEPS, RATE = 5, 2, 6, 4, 3, 6, 0.5
MOMENTUM, EPSILON, R_MAX, D_MAX, START, R_FULL, D_FULL = 0.3, 1e-3, 3.0, 1.5, 1 / 6, 4 / 6, 3 / 6

arrays = {
    "0.weight": torch.randn(CHANNELS, IN, 3, 3) * 0.4,
    "1.weight": torch.randn(CHANNELS),
    "1.bias": torch.randn(CHANNELS) * 0.3,
    "5.weight": torch.randn(CLASSES, CHANNELS) * 0.5,
    "5.bias": torch.randn(CLASSES) * 0.3,
}
for array in arrays.values():
    array.requires_grad_()
mu = torch.randn(CHANNELS) * 0.2
sigma = torch.sqrt(torch.rand(CHANNELS) + 0.5 + EPSILON)


def grown(step, full):
    share = step / STEPS
    return 1 if share >= full else 0 if share <= START else (share - START) / (full - START)


def renorm(x, step):
    global mu, sigma
    batch_mu = x.mean((0, 2, 3))
    batch_sigma = torch.sqrt(EPSILON + x.var((0, 2, 3), unbiased=False))
    r_max, d_max = 1 + (R_MAX - 1) * grown(step, R_FULL), D_MAX * grown(step, D_FULL)
    r = (batch_sigma / sigma).clamp(1 / r_max, r_max).detach()
    d = ((batch_mu - mu) / sigma).clamp(-d_max, d_max).detach()
    at = lambda vector: vector.view(1, -1, 1, 1)
    hat = (x - at(batch_mu)) / at(batch_sigma) * at(r) + at(d)
    mu = mu + MOMENTUM * (batch_mu.detach() - mu)
    sigma = sigma + MOMENTUM * (batch_sigma.detach() - sigma)
    return at(arrays["1.weight"]) * hat + at(arrays["1.bias"]), (r, d, r_max, d_max)


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()


def state():
    named = {name: flat(array) for name, array in arrays.items()}
    named["1.running_mean"], named["1.running_var"] = flat(mu), flat(sigma**2 - EPSILON)
    return named


out = {"batch": N, "steps": STEPS, "rate": RATE, "initial": state(), "images": [], "labels": [], "losses": []}
clipped = free = 0
for step in range(STEPS):
    x, y = torch.randn(N, IN, SIDE, SIDE) * (0.5 + step % 3) + 0.3 * step, torch.randint(CLASSES, (N,))
    z, (r, d, r_max, d_max) = renorm(torch.nn.functional.conv2d(x, arrays["0.weight"], padding=1), step)
    at_bound = (r == r_max) | (r == 1 / r_max) | (d.abs() == d_max)
    clipped, free = clipped + int(at_bound.sum()), free + int((~at_bound).sum())
    z = torch.nn.functional.max_pool2d(torch.relu(z), 2).mean((2, 3))
    loss = torch.nn.functional.cross_entropy(z @ arrays["5.weight"].T + arrays["5.bias"], y)
    for array in arrays.values():
        array.grad = None
    loss.backward()
    if step == STEPS - 1:
        out["last_gradients"] = {name: flat(array.grad) for name, array in arrays.items()}
    with torch.no_grad():
        for array in arrays.values():
            array -= RATE * array.grad
    out["images"].append(flat(x.permute(0, 2, 3, 1)))
    out["labels"].append(y.tolist())
    out["losses"].append(loss.item())
out["final"] = state()
print("channels with a correction at a bound, and without:", clipped, free)
pathlib.Path(__file__).with_name("batch_renorm.json").write_text(json.dumps(out))
