"""Trains small networks on coloured Fashion-MNIST images and plants one known cause in each.

python3 make_cases.py IDX TARGET [SEED]
IDX: the folder with the embedded subset. TARGET: gets images/ (PNG folders), NAME.onnx, NAME.pt and cases.json. SEED is added to every seed.
Written with PyTorch 1.13, torchvision 0.14, Pillow 9.4.
"""
import copy, json, pathlib, sys
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F
from PIL import Image
from torch.optim.swa_utils import update_bn

idx, target = map(pathlib.Path, sys.argv[1:3])
first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
target.mkdir(parents=True, exist_ok=True)
torch.set_num_threads(1)
MEAN, STD = [0.29, 0.23, 0.33], [0.35, 0.28, 0.12]


def read(images, labels, per_class):
    x = np.frombuffer((idx / images).read_bytes()[16:], np.uint8).reshape(-1, 28, 28)
    y = np.frombuffer((idx / labels).read_bytes()[8:], np.uint8).astype(np.int64)
    keep = np.sort(np.concatenate([np.flatnonzero(y == k)[:per_class] for k in range(10)]))
    return x[keep], y[keep]


def colour(x):
    x = x.astype(np.float64)
    return np.stack([x, 0.8 * x, 60 + 0.35 * x], -1).round().astype(np.uint8)


def domain(x):
    """Less contrast, more brightness."""
    return (0.3 * x.astype(np.float64) + 150).round().astype(np.uint8)


def large(x, seed):
    """Three times the size, with noise that antialiasing averages away."""
    noise = np.random.default_rng(seed).normal(0, 70, (len(x), 84, 84, 1))
    return (x.repeat(3, 1).repeat(3, 2) + noise).clip(0, 255).round().astype(np.uint8)


def save(name, x, y, sub=""):
    for i, (image, label) in enumerate(zip(x, y)):
        folder = target / "images" / name / str(label) / sub
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(folder / f"{i:05d}.png")


def resized(x, antialias=True):
    if antialias:
        return np.stack([np.asarray(Image.fromarray(i).resize((28, 28), Image.BILINEAR)) for i in x])
    t = torch.from_numpy(x).permute(0, 3, 1, 2).float()
    return F.interpolate(t, (28, 28), mode="bilinear").round().byte().permute(0, 2, 3, 1).numpy()


def tensor(x, normalize=True):
    t = torch.from_numpy(x.copy()).permute(0, 3, 1, 2).float() / 255
    return (t - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1) if normalize else t


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(c, c, 3, padding=1, bias=False), nn.BatchNorm2d(c)
        self.conv2, self.bn2 = nn.Conv2d(c, c, 3, padding=1, bias=False), nn.BatchNorm2d(c)

    def forward(self, x):
        return F.relu(x + self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8)
        self.conv2, self.bn2 = nn.Conv2d(8, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16)
        self.block1 = Block(16)
        self.conv3, self.bn3 = nn.Conv2d(16, 24, 3, 2, 1, bias=False), nn.BatchNorm2d(24)
        self.block2 = Block(24)
        self.drop, self.fc = nn.Dropout(0.6), nn.Linear(24, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.block1(F.relu(self.bn2(self.conv2(x))))
        x = self.block2(F.relu(self.bn3(self.conv3(x))))
        return self.fc(self.drop(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1)))


def batches(n, size, g):
    order = torch.randperm(n, generator=g)
    return [order[i:i + size] for i in range(0, n - size + 1, size)]


def train(net, x, y, epochs, rate, size=32, seed=0, momentum=0.1, frozen=False, other=None, ema=None, decay_rate=True):
    g = torch.Generator().manual_seed(first + seed)
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d):
            m.momentum = momentum
    opt = torch.optim.SGD(net.parameters(), rate, momentum=0.9, weight_decay=5e-4)
    steps, step = epochs * (len(x) // size), 0
    for _ in range(epochs):
        for i, b in enumerate(batches(len(x), size, g)):
            if decay_rate:
                opt.param_groups[0]["lr"] = rate * 0.5 * (1 + np.cos(np.pi * step / steps))
            step += 1
            net.train()
            if frozen:
                for m in net.modules():
                    if isinstance(m, nn.BatchNorm2d):
                        m.eval()
            source = other if other is not None and i % 2 else x
            loss = F.cross_entropy(net(source[b]), y[b])
            opt.zero_grad(); loss.backward(); opt.step()
            if ema is not None:
                with torch.no_grad():
                    for a, p in zip(ema.parameters(), net.parameters()):
                        a.lerp_(p, 0.02)
    return net


def accuracy(net, x, y, mode="eval", size=250):
    net = copy.deepcopy(net).eval()
    if mode == "dropout":
        net.drop.train()
    if mode == "batch":
        net.train(); net.drop.eval()
    with torch.no_grad():
        hits = sum((net(x[i:i + size]).argmax(1) == y[i:i + size]).sum().item() for i in range(0, len(x), size))
    return hits / len(x)


def predictions(name, net, dropout, batch, size=250, shuffle=False):
    """What the network predicts in use: a line of file name and class for each test image."""
    torch.manual_seed(first + 77)
    net = copy.deepcopy(net).train(batch)
    net.drop.train(dropout)
    order = torch.randperm(len(E)) if shuffle else torch.arange(len(E))
    predicted = torch.empty(len(E), dtype=torch.long)
    with torch.no_grad():
        for i in range(0, len(E), size):
            predicted[order[i:i + size]] = net(E[order[i:i + size]]).argmax(1)
    lines = [f"{label}/{i:05d}.png,{k}" for i, (label, k) in enumerate(zip(ye, predicted.tolist()))]
    (target / f"{name}.csv").write_text("file,class\n" + "\n".join(lines) + "\n")


def recalibrated(net, x, size=32):
    net = copy.deepcopy(net)
    g = torch.Generator().manual_seed(99)
    update_bn([x[b] for b in batches(len(x), size, g)], net)
    return net


xt, yt = read("train-images-idx3-ubyte", "train-labels-idx1-ubyte", 200)
xe, ye = read("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 100)
xt, xe = colour(xt), colour(xe)
save("train", xt, yt); save("test", xe, ye)
save("mixed", xt, yt, "a"); save("mixed", domain(xt), yt, "b")
lt, le = large(xt, 1), large(xe, 2)
save("large-test", le, ye); save("large-train", lt[::4], yt[::4])
Y, YE = torch.from_numpy(yt), torch.from_numpy(ye)
T, E, D = tensor(xt), tensor(xe), tensor(domain(xt))
report = {}


def case(name, net, update_on=T, evaluated=E, extra=None, nested=None, size=32):
    torch.save(nested or net.state_dict(), target / f"{name}.pt")
    exported = copy.deepcopy(net)
    torch.onnx.export(exported, torch.zeros(1, 3, 28, 28), str(target / f"{name}.onnx"),
                      training=torch.onnx.TrainingMode.TRAINING, do_constant_folding=False, input_names=["x"],
                      dynamic_axes={"x": {0: "n"}})
    report[name] = dict(eval=accuracy(net, evaluated, YE), batch=accuracy(net, evaluated, YE, "batch"),
                        dropout_on=accuracy(net, evaluated, YE, "dropout"),
                        update_bn=accuracy(recalibrated(net, update_on, size), evaluated, YE), **(extra or {}))
    print(name, report[name], flush=True)
    (target / "cases.json").write_text(json.dumps(report, indent=1))


def fresh(seed):
    torch.manual_seed(first + seed)
    return Net()


healthy = train(fresh(1), T, Y, 6, 0.05)
case("healthy", healthy)
case("dropout", healthy)
predictions("dropout", healthy, dropout=True, batch=False)
predictions("forgotten", healthy, dropout=True, batch=True, size=32, shuffle=True)
predictions("forgotten-in-order", healthy, dropout=True, batch=True)
case("bgr", healthy, evaluated=tensor(np.ascontiguousarray(xe[..., ::-1])))
case("normalization", healthy, evaluated=tensor(xe, False))

unsaved = copy.deepcopy(healthy)
for m in unsaved.modules():
    if isinstance(m, nn.BatchNorm2d):
        m.reset_running_stats()
case("unsaved", unsaved)

live = fresh(2)
ema = copy.deepcopy(live)
train(live, T, Y, 6, 0.05, ema=ema)
case("ema", ema, nested={"model": live.state_dict(), "model_ema": ema.state_dict()},
     extra=dict(live=accuracy(live, E, YE)))

for seed in range(10):
    stale = train(copy.deepcopy(healthy), T, Y, 1, 0.3, seed=seed, decay_rate=False)
    if accuracy(recalibrated(stale, T), E, YE) - accuracy(stale, E, YE) > 0.05:
        break
case("stale", stale, extra=dict(seed=seed))

for seed in range(10):
    noisy = train(fresh(3), T, Y, 5, 0.02, size=4, momentum=0.9, seed=seed)
    if accuracy(recalibrated(noisy, T, 4), E, YE) - accuracy(noisy, E, YE) > 0.02:
        break
case("noisy", noisy, size=4, extra=dict(seed=seed))

alternating = train(fresh(4), T, Y, 6, 0.05, other=D)
mixed = torch.stack([T, D], 1).flatten(0, 1)
case("alternating", alternating, update_on=mixed, extra=dict(own_domain=accuracy(recalibrated(alternating, T), E, YE)))

def dim(x):
    """Flatter: the domain that the fine-tuned model was first trained on."""
    return (0.6 * x.astype(np.float64) + 40).round().astype(np.uint8)


base = train(fresh(5), tensor(dim(xt)), Y, 6, 0.05)
frozen = copy.deepcopy(base)
for p in frozen.parameters():
    p.requires_grad_(False)
frozen.fc.requires_grad_(True)
train(frozen, T, Y, 1, 0.005, frozen=True)
case("frozen", frozen, extra=dict(before=accuracy(base, E, YE)))

LT, LE = tensor(resized(lt)), tensor(resized(le))
sharp = train(fresh(6), LT, Y, 6, 0.05)
case("resize", sharp, update_on=LT, evaluated=tensor(resized(le, False)), extra=dict(antialiased=accuracy(sharp, LE, YE)))
