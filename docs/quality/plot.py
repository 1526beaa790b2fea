#!/usr/bin/env python3
"""Draws the figures of lines of bench-quality as curves.

    python3 docs/quality/plot.py FILE.jsonl images|calls PICTURE.svg

`images`: over the images that the checkpoint had seen, which is the number in its name.
`calls`: over the network calls of a sample, a curve for each guidance scale.
Needs matplotlib.
"""
import json
import re
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "quality"
from matplotlib import pyplot

FIGURES = (
    ("agreement", "agreement"),
    ("worst_class_agreement", "agreement of the worst class"),
    ("frechet_ratio", "Frechet distance over that of real images"),
    ("density", "density"),
    ("coverage", "coverage"),
)


def guidance(line):
    found = re.search(r"--guidance ([\d.]+)", line["setting"])
    return found.group(1) if found else "the model's own"


def sampler(line):
    found = re.search(r"--sampler ([\w-]+)", line["setting"])
    return found.group(1) if found else "dpmpp-2m"


def curves(lines, over):
    """The lines of each curve, by what its legend says."""
    named = {}
    for line in lines:
        if over == "images":
            name, x = f"guidance {guidance(line)}", int(re.search(r"step-(\d+)", line["checkpoint"]).group(1))
        else:
            name, x = f"{sampler(line)}, guidance {guidance(line)}", line["calls_per_sample"]
        named.setdefault(name, []).append((x, line))
    return {name: sorted(points, key=lambda point: point[0]) for name, points in named.items()}


def main():
    if len(sys.argv) != 4 or sys.argv[2] not in ("images", "calls"):
        raise SystemExit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = [json.loads(line) for line in file if line.strip()]
    over = sys.argv[2]
    figure, axes = pyplot.subplots(2, 3, figsize=(11, 6.4), layout="constrained")
    for (key, title), axis in zip(FIGURES, axes.flat):
        for name, points in curves(lines, over).items():
            axis.plot([x for x, _ in points], [line[key] for _, line in points], "o-", ms=4, label=name)
        axis.set_title(title, fontsize=10)
        axis.set_xlabel("images seen" if over == "images" else "network calls of a sample", fontsize=9)
        axis.set_ylim(bottom=0 if key == "frechet_ratio" else None)
        if over == "calls":
            axis.set_xscale("log")
        axis.grid(alpha=0.3)
    handles, labels = axes.flat[0].get_legend_handles_labels()
    axes.flat[-1].axis("off")
    axes.flat[-1].legend(handles, labels, loc="center", fontsize=9)
    figure.savefig(sys.argv[3], metadata={"Date": None})


if __name__ == "__main__":
    main()
