"""
Writes the network and its batch as TorchScript, for peers that have libtorch but no Python.

    python3 torchscript.py FOLDER FILE
"""

import json
import pathlib
import sys

import torch

import tensors
import unet


class Bundle(torch.nn.Module):
    learning_rate: float
    gradient_clip: float
    guidance: float
    no_label: int

    def __init__(self, network, batch, config):
        super().__init__()
        self.network = network
        for name, tensor in batch.items():
            self.register_buffer(name, tensor)
        self.learning_rate = float(config["learning_rate"])
        self.gradient_clip = float(config["gradient_clip"])
        self.guidance = float(config["guidance"])
        self.no_label = int(config["model"]["classes"])

    def forward(self, images, timesteps, labels):
        return self.network(images, timesteps, labels)


def main(folder, file):
    folder = pathlib.Path(folder)
    config = json.loads((folder / "config.json").read_text())
    model = config["model"]
    network = unet.UNet(model)
    network.load(tensors.read(folder / "weights.safetensors"))
    batch = tensors.read(folder / "batch.safetensors")
    for name in ("images", "noise"):
        batch[name] = batch[name].reshape(-1, 1, model["height"], model["width"])
    batch["timesteps"] = batch["timesteps"].reshape(-1)
    batch["labels"] = batch["labels"].reshape(-1).long()
    example = (batch["images"], batch["timesteps"], batch["labels"])
    traced = torch.jit.trace(network, example, check_trace=False)
    torch.jit.script(Bundle(traced, batch, config)).save(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
