"""Loads the copies NAME.copy.pt of a folder into their models, strictly, and says what differs from NAME.pt.

Usage: load_copies.py FOLDER. Prints NAME, the number of differing tensors, and their names, a model a line.
"""
import sys
import warnings
from pathlib import Path

import torch
import torchvision


def main(folder):
    warnings.filterwarnings("ignore")
    for copy in sorted(folder.glob("*.copy.pt")):
        name = copy.name[: -len(".copy.pt")]
        state = torch.load(copy)
        model = getattr(torchvision.models, name)(weights=None)
        model.load_state_dict(state, strict=True)
        before = torch.load(folder / f"{name}.pt")
        differing = [key for key in before if not torch.equal(before[key], state[key])]
        print(name, len(differing), *sorted(differing))


main(Path(sys.argv[1]))
