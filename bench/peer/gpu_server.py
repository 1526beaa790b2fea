"""
Timed steps of the network in PyTorch on a GPU, one request after another.

    python3 gpu_server.py train|sample FOLDER eager|compile|graphs fp32|tf32|bf16

FOLDER is what org.sparkddpm.bench.Export wrote. Requests are lines on stdin, answers are one line
of JSON each on stdout; org.sparkddpm.bench.gpu.GpuStepServer speaks the same language:

    run K            takes K steps, then waits for the card: {"nanos": .., "value": of the last}
    check -          takes two steps: {"values": [first, second]}
    output FILE      writes the predicted noise of at most 64 images as little-endian floats: {}
    reference FILE   the same in 32-bit floats, whatever the precision of the steps
    rates -          {"gflops": of a matrix product, "gb_s": of a copy, read and written}
    memory -         {"allocated_mib": the most that tensors took}

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

DEVICE = "cuda"
ADAM_BETAS = (0.9, 0.99)
ADAM_EPSILON = 1e-8
MOST_OUTPUT_IMAGES = 64
WARM_UP_STEPS = 4
COMPILE_MODES = {"compile": None, "graphs": "reduce-overhead"}


def multiply_in(precision):
    """Sets what products of 32-bit floats round to; autocast does the rest for bf16."""
    rounded = precision != "fp32"
    torch.backends.cuda.matmul.allow_tf32 = rounded
    torch.backends.cudnn.allow_tf32 = rounded


def autocast(precision):
    return torch.autocast("cuda", dtype=torch.bfloat16, enabled=precision == "bf16")


class Steps:
    def __init__(self, folder, mode, precision):
        self.config = json.loads((folder / "config.json").read_text())
        self.mode = mode
        self.precision = precision
        model = self.config["model"]
        self.no_label = model["classes"]
        self.weights = tensors.read(folder / "weights.safetensors")
        self.network = unet.UNet(model)
        self.network.load(self.weights)
        self.network.to(DEVICE, memory_format=torch.channels_last)
        batch = {
            name: tensor.to(DEVICE)
            for name, tensor in tensors.read(folder / "batch.safetensors").items()
        }
        shape = (-1, 1, model["height"], model["width"])
        self.images = batch["images"].reshape(shape).to(memory_format=torch.channels_last)
        self.noise = batch["noise"].reshape(shape).to(memory_format=torch.channels_last)
        self.timesteps = batch["timesteps"].reshape(-1)
        self.labels = batch["labels"].reshape(-1).long()

    def compiled(self, function):
        if self.mode not in COMPILE_MODES:
            return function
        return torch.compile(function, mode=COMPILE_MODES[self.mode])

    def begin_step(self):
        if self.mode == "graphs":
            torch.compiler.cudagraph_mark_step_begin()

    def warm_up(self):
        """Compiles; what the steps have changed is undone."""
        for _ in range(WARM_UP_STEPS):
            self.step()
        torch.cuda.synchronize()
        self.network.load(self.weights)
        torch.cuda.reset_peak_memory_stats()

    @torch.inference_mode()
    def noise_of(self, precision):
        n = min(MOST_OUTPUT_IMAGES, len(self.images))
        multiply_in(precision)
        with autocast(precision):
            noise = self.network(self.images[:n], self.timesteps[:n], self.labels[:n])
        multiply_in(self.precision)
        return noise.float().cpu().contiguous()


class Training(Steps):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.network.train()
        self.loss = self.compiled(self.plain_loss)
        self.start_optimizer()

    def start_optimizer(self):
        self.optimizer = torch.optim.Adam(
            self.network.parameters(),
            lr=self.config["learning_rate"],
            betas=ADAM_BETAS,
            eps=ADAM_EPSILON,
            fused=True,
        )

    def warm_up(self):
        super().warm_up()
        self.start_optimizer()

    def plain_loss(self):
        with autocast(self.precision):
            noise = self.network(self.images, self.timesteps, self.labels)
        return F.mse_loss(noise.float(), self.noise)

    def step(self):
        self.begin_step()
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss()
        loss.backward()
        if self.config["gradient_clip"] > 0:
            torch.nn.utils.clip_grad_norm_(
                self.network.parameters(), self.config["gradient_clip"]
            )
        self.optimizer.step()
        return loss


class Sampling(Steps):
    """Both branches of the guidance in one batch of twice the size."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.network.eval()
        self.both_labels = torch.cat(
            (self.labels, torch.full_like(self.labels, self.no_label))
        )
        self.guided = self.compiled(self.plain_guided)

    def plain_guided(self):
        with autocast(self.precision):
            noise = self.network(
                torch.cat((self.images, self.images)),
                torch.cat((self.timesteps, self.timesteps)),
                self.both_labels,
            )
        conditional, unconditional = noise.float().chunk(2)
        return unconditional + self.config["guidance"] * (conditional - unconditional)

    @torch.inference_mode()
    def step(self):
        self.begin_step()
        return self.guided()


def best_nanos(call):
    """Of one call, the best of trials of many calls each."""
    call()
    torch.cuda.synchronize()
    best, calls, end = float("inf"), 1, time.perf_counter() + 0.3
    while time.perf_counter() < end:
        start = time.perf_counter_ns()
        for _ in range(calls):
            call()
        torch.cuda.synchronize()
        best = min(best, (time.perf_counter_ns() - start) / calls)
        calls = min(2 * calls, 64)
    return best


def rates(precision):
    side = 8192
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    a, b = (torch.randn(side, side, device=DEVICE, dtype=kind) for _ in range(2))
    product = torch.empty_like(a)
    gflops = 2 * side**3 / best_nanos(lambda: torch.mm(a, b, out=product))
    source = torch.randn(1 << 28, device=DEVICE)
    target = torch.empty_like(source)
    copied = 2 * 4 * source.numel() / best_nanos(lambda: target.copy_(source))
    return {"gflops": gflops, "gb_s": copied}


def value(result):
    """The loss, or the mean square of what was sampled."""
    return result.item() if result.dim() == 0 else result.square().mean().item()


def main(step, folder, mode, precision):
    torch.backends.cudnn.benchmark = True
    multiply_in(precision)
    work = {"train": Training, "sample": Sampling}[step](pathlib.Path(folder), mode, precision)
    work.warm_up()

    def run(count):
        start = time.perf_counter_ns()
        for _ in range(int(count)):
            result = work.step()
        torch.cuda.synchronize()
        return {"nanos": time.perf_counter_ns() - start, "value": value(result)}

    def write(precision, path):
        noise = work.noise_of(precision)
        pathlib.Path(path).write_bytes(noise.numpy().astype("<f4").tobytes())
        return {}

    requests = {
        "run": run,
        "check": lambda _: {"values": [value(work.step()), value(work.step())]},
        "output": lambda path: write(precision, path),
        "reference": lambda path: write("fp32", path),
        "rates": lambda _: rates(precision),
        "memory": lambda _: {"allocated_mib": torch.cuda.max_memory_allocated() >> 20},
    }

    name = f"PyTorch {torch.__version__} {mode} {precision}"
    serving.serve({"name": name, "device": torch.cuda.get_device_name(), "tells_memory": True}, requests)


if __name__ == "__main__":
    main(*sys.argv[1:])
