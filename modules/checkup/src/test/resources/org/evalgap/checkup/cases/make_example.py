"""Makes the model of conf/checkup-example.conf: python3 make_example.py IDX TARGET (needs make_cases.py beside it).

A small network on the embedded Fashion-MNIST subset as three equal channels whose last epoch had a large learning rate.
"""
import pathlib, sys, copy
source = (pathlib.Path(__file__).parent / "make_cases.py").read_text()
exec(source[:source.index("xt, yt = read(")])
MEAN, STD = [0.286] * 3, [0.353] * 3
grey = lambda x: np.repeat(x[..., None], 3, -1)
xt, yt = read("train-images-idx3-ubyte", "train-labels-idx1-ubyte", 400)
xe, ye = read("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 200)
T, E, Y, YE = tensor(grey(xt)), tensor(grey(xe)), torch.from_numpy(yt), torch.from_numpy(ye)
torch.manual_seed(1)
net = train(Net(), T, Y, 4, 0.05)
for seed in range(10):
    last = train(copy.deepcopy(net), T, Y, 1, 0.3, seed=seed, decay_rate=False)
    print(seed, accuracy(last, E, YE), accuracy(recalibrated(last, T), E, YE), flush=True)
    if accuracy(recalibrated(last, T), E, YE) - accuracy(last, E, YE) > 0.1:
        break
torch.save(last.state_dict(), target / "checkup-example.pt")
torch.onnx.export(copy.deepcopy(last), torch.zeros(1, 3, 28, 28), str(target / "checkup-example.onnx"),
                  training=torch.onnx.TrainingMode.TRAINING, do_constant_folding=False, input_names=["x"],
                  dynamic_axes={"x": {0: "n"}})
