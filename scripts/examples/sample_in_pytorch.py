#!/usr/bin/env python3
"""
Samples from a checkpoint in Python: PyTorch, the standard library, and nothing of ours that runs.

    python3 sample_in_pytorch.py CHECKPOINT SHEET.png [--per-class N] [--steps N] [--guidance X]

CHECKPOINT is the folder of a checkpoint, or of several, of which that of the most images counts.
SHEET.png gets a row of samples for each class, as by generate-job with --sampler ddim
--spacing even --steps 20 --guidance-interval all. The noise that it begins with is PyTorch's, so these are
other samples than generate-job makes; from the same noise they are the same.

The network is bench/peer/unet.py, and bench/peer/tensors.py reads safetensors; to take this
elsewhere, put the three files into one folder. docs/checkpoints.md explains what is done here.
"""

import argparse
import json
import math
import pathlib
import struct
import sys
import zlib

import torch

sys.path.append(str(pathlib.Path(__file__).resolve().parent / ".." / ".." / "bench" / "peer"))
import tensors  # noqa: E402
import unet  # noqa: E402


def newest(folder):
    """The folder itself if it is a checkpoint, otherwise the checkpoint in it of the most images."""
    folder = pathlib.Path(folder)
    if (folder / "config.json").exists():
        return folder
    found = [file for file in folder.glob("step-*/manifest.json")]
    if not found:
        raise SystemExit(f"{folder} is no checkpoint and holds none; give the folder of one")
    order = {file: json.loads(file.read_text()) for file in found}
    return max(found, key=lambda file: (order[file]["images_seen"], order[file]["created"])).parent


def alpha_bars(schedule, timesteps):
    """The share of the image's variance that is left at each timestep, 0 to timesteps - 1."""
    if schedule == "cosine":

        def cosine(t):
            return math.cos((t / timesteps + 0.008) / 1.008 * math.pi / 2) ** 2

        betas = [min(1 - cosine(t + 1) / cosine(t), 0.999) for t in range(timesteps)]
    else:
        scale = {"linear": 1, "linear-rescaled": 1000 / timesteps}[schedule]
        betas = [
            min(scale * (1e-4 + (0.02 - 1e-4) * t / (timesteps - 1)), 0.999)
            for t in range(timesteps)
        ]
    products = [1 - betas[0]]
    for beta in betas[1:]:
        products.append(products[-1] * (1 - beta))
    return products


def visited(timesteps, steps):
    """The timesteps that are stepped from: evenly spaced, from the last one down to 0."""
    if not 1 <= steps <= timesteps:
        raise SystemExit(f"--steps {steps}: the model has {timesteps} timesteps, give at most that")
    if steps == 1:
        return [timesteps - 1]
    shares = [(steps - 1 - step) / (steps - 1) for step in range(steps)]
    return [math.floor(share * (timesteps - 1) + 0.5) for share in shares]


class Model:
    """A checkpoint with its averaged weights."""

    def __init__(self, checkpoint):
        checkpoint = pathlib.Path(checkpoint)
        config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
        self.model = config["model"]
        self.classes = self.model["classes"]
        self.names = config.get("class_names", [str(i) for i in range(self.classes)])
        self.knows_no_label = config["label_dropout"] > 0
        self.guidance = config.get("guidance", 2) if self.knows_no_label else 1
        self.predicts = self.model.get("prediction", "epsilon")
        self.alpha_bars = alpha_bars(self.model["schedule"], self.model["timesteps"])
        self.network = unet.UNet(self.model)
        self.network.load(tensors.read(checkpoint / "ema.safetensors"))
        self.network.eval()

    def canvas(self, images):
        """The shape of so many images as the network sees them."""
        return images, self.network.channels, self.model["height"], self.model["width"]

    @torch.inference_mode()
    def epsilon(self, x, timestep, labels):
        """The noise in x [N, C, H, W] at a timestep; label = number of classes is "no label"."""
        predicted = self.network(x, torch.full((len(x),), float(timestep)), labels)
        if self.predicts == "epsilon":
            return predicted
        bar = self.alpha_bars[timestep]
        return math.sqrt(bar) * predicted + math.sqrt(1 - bar) * x

    def guided(self, x, timestep, labels, guidance):
        """The noise by classifier-free guidance, from none of the class (0) to more than it."""
        no_label = torch.full_like(labels, self.classes)
        if guidance in (0, 1):
            return self.epsilon(x, timestep, labels if guidance == 1 else no_label)
        both = self.epsilon(torch.cat((x, x)), timestep, torch.cat((labels, no_label)))
        conditional, unconditional = both.chunk(2)
        return unconditional + guidance * (conditional - unconditional)

    def sample(self, x, labels, steps=20, guidance=1.5, clip=True):
        """DDIM from the noise x [N, C, H, W], eta = 0; gives x_0, about in -1..1."""
        timesteps = visited(len(self.alpha_bars), steps)
        for step, timestep in enumerate(timesteps):
            bar = self.alpha_bars[timestep]
            following = self.alpha_bars[timesteps[step + 1]] if step + 1 < steps else 1.0
            epsilon = self.guided(x, timestep, labels, guidance)
            data = (x - math.sqrt(1 - bar) * epsilon) / math.sqrt(bar)
            if clip:
                data = data.clamp(-1, 1)
            # The noise that x holds beside the data, clipped or not.
            of_x = math.sqrt(1 - following) / math.sqrt(1 - bar)
            x = (math.sqrt(following) - of_x * math.sqrt(bar)) * data + of_x * x
        return x

    def pixels(self, x):
        """Bytes [N, height, width, C] of what lies in the middle of the canvas."""
        height, width = self.model["image_height"], self.model["image_width"]
        top, left = (x.shape[2] - height) // 2, (x.shape[3] - width) // 2
        image = x[:, :, top : top + height, left : left + width].permute(0, 2, 3, 1)
        return (((image + 1) * 127.5).clamp(0, 255) + 0.5).floor().to(torch.uint8)


def write_png(path, image):
    """Writes bytes [height, width, C], C = 1 or 3."""
    height, width, channels = image.shape
    rows = b"".join(b"\0" + bytes(row.flatten().tolist()) for row in image)
    header = struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")):
            file.write(struct.pack(">I", len(data)) + kind + data)
            file.write(struct.pack(">I", zlib.crc32(kind + data)))


def main():
    parser = argparse.ArgumentParser(description="Samples from a checkpoint in PyTorch.")
    parser.add_argument("checkpoint")
    parser.add_argument("sheet")
    parser.add_argument("--per-class", type=int, default=10)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--guidance", type=float, help="of the checkpoint itself")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    model = Model(newest(options.checkpoint))
    guidance = options.guidance
    if guidance is None:
        guidance = model.guidance
    elif guidance != 1 and not model.knows_no_label:
        raise SystemExit("--guidance: the model was trained without --label-dropout; give 1")
    labels = torch.arange(model.classes).repeat_interleave(options.per_class)
    noise = torch.randn(
        model.canvas(len(labels)), generator=torch.Generator().manual_seed(options.seed)
    )
    pixels = model.pixels(model.sample(noise, labels, options.steps, guidance))
    rows = pixels.reshape(model.classes, options.per_class, *pixels.shape[1:])
    write_png(options.sheet, rows.transpose(1, 2).flatten(0, 1).flatten(1, 2))
    print(f"{options.sheet}: {options.per_class} samples each of {', '.join(model.names)}")


if __name__ == "__main__":
    main()
