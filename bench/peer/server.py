"""
Timed steps of the network in PyTorch, one request after another.

    python3 server.py train|sample FOLDER THREADS

FOLDER is what org.sparkddpm.bench.Export wrote. Requests are lines on stdin, answers are one line
of JSON each on stdout; org.sparkddpm.bench.StepServer speaks the same language:

    run K            takes K steps: {"nanos": wall time, "value": of the last step}
    output FILE      writes the predicted noise of the batch as raw little-endian floats: {}
    gemm N           multiplies N x N matrices: {"gflops": best of many}

An empty line or the end of stdin ends the process.
"""

import json
import pathlib
import sys
import time

import torch
import torch.nn.functional as F

import serving
import tensors
import unet

ADAM_BETAS = (0.9, 0.99)
ADAM_EPSILON = 1e-8


class Network:
    def __init__(self, folder):
        self.config = json.loads((folder / "config.json").read_text())
        model = self.config["model"]
        self.shape = (-1, 1, model["height"], model["width"])
        self.no_label = model["classes"]
        self.network = unet.UNet(model)
        self.network.load(tensors.read(folder / "weights.safetensors"))
        batch = tensors.read(folder / "batch.safetensors")
        self.images = batch["images"].reshape(self.shape)
        self.noise = batch["noise"].reshape(self.shape)
        self.timesteps = batch["timesteps"].reshape(-1)
        self.labels = batch["labels"].reshape(-1).long()

    @torch.inference_mode()
    def output(self, path):
        self.network.eval()
        noise = self.network(self.images, self.timesteps, self.labels)
        pathlib.Path(path).write_bytes(noise.numpy().astype("<f4").tobytes())


class Training(Network):
    def __init__(self, folder):
        super().__init__(folder)
        self.optimizer = torch.optim.Adam(
            self.network.parameters(),
            lr=self.config["learning_rate"],
            betas=ADAM_BETAS,
            eps=ADAM_EPSILON,
        )

    def step(self):
        self.network.train()
        self.optimizer.zero_grad(set_to_none=True)
        loss = F.mse_loss(self.network(self.images, self.timesteps, self.labels), self.noise)
        loss.backward()
        if self.config["gradient_clip"] > 0:
            torch.nn.utils.clip_grad_norm_(
                self.network.parameters(), self.config["gradient_clip"]
            )
        self.optimizer.step()
        return loss.item()


class Sampling(Network):
    """Both branches of the guidance in one batch of twice the size."""

    def __init__(self, folder):
        super().__init__(folder)
        self.network.eval()
        self.both_labels = torch.cat(
            (self.labels, torch.full_like(self.labels, self.no_label))
        )

    @torch.inference_mode()
    def step(self):
        noise = self.network(
            torch.cat((self.images, self.images)),
            torch.cat((self.timesteps, self.timesteps)),
            self.both_labels,
        )
        conditional, unconditional = noise.chunk(2)
        guided = unconditional + self.config["guidance"] * (conditional - unconditional)
        return guided.square().mean().item()


def gemm(size):
    a, b = torch.randn(size, size), torch.randn(size, size)
    out = torch.empty(size, size)
    best = float("inf")
    end = time.perf_counter() + 0.3
    while time.perf_counter() < end:
        start = time.perf_counter()
        torch.mm(a, b, out=out)
        best = min(best, time.perf_counter() - start)
    return 2 * size**3 / best / 1e9


def blas():
    """The library that torch's matrix products run on."""
    with open("/proc/self/maps") as maps:
        names = {line.split()[-1] for line in maps if "blas" in line and ".so" in line}
    return sorted(names, key=lambda name: "openblas" not in name)[:1]


def main(step, folder, threads):
    torch.set_num_threads(int(threads))
    work = {"train": Training, "sample": Sampling}[step](pathlib.Path(folder))

    def run(count):
        start = time.perf_counter_ns()
        for _ in range(int(count)):
            value = work.step()
        return {"nanos": time.perf_counter_ns() - start, "value": value}

    def output(path):
        work.output(path)
        return {}

    requests = {"run": run, "output": output, "gemm": lambda size: {"gflops": gemm(int(size))}}

    serving.serve({"name": f"PyTorch {torch.__version__}", "libraries": blas()}, requests)


if __name__ == "__main__":
    main(*sys.argv[1:])
