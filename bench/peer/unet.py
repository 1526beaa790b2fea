"""
The network of docs/model.md as one would write it in PyTorch: NCHW, torch.nn, autograd.

The benchmark compares with it, and scripts/examples/sample_in_pytorch.py samples from checkpoints.
"""

import math

import torch
import torch.nn as nn
import torch.nn.functional as F

CLASS_CHANNELS = 64


def sinusoid(timesteps, channels):
    """Sines, then cosines, of geometrically falling frequencies: [N] to [N, channels]."""
    half = channels // 2
    places = torch.arange(half, device=timesteps.device)
    frequencies = torch.exp(-math.log(10_000) * places / (half - 1))
    angles = timesteps[:, None] * frequencies[None, :]
    return torch.cat((angles.sin(), angles.cos()), dim=1)


def cut_patches(images, side):
    """[N, C, H, W] to [N, side * side * C, H / side, W / side], the channels of a pixel together."""
    patches = F.pixel_unshuffle(images, side)
    channels = images.shape[1]
    if channels == 1:
        return patches
    return patches.unflatten(1, (channels, -1)).transpose(1, 2).flatten(1, 2)


def join_patches(patches, side, channels):
    """What cut_patches cut."""
    if channels > 1:
        patches = patches.unflatten(1, (-1, channels)).transpose(1, 2).flatten(1, 2)
    return F.pixel_shuffle(patches, side)


class ResNet(nn.Module):
    def __init__(self, channels_in, channels_out, groups, time_channels=None):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, padding=1)
        self.norm1 = nn.GroupNorm(groups, channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1)
        self.norm2 = nn.GroupNorm(groups, channels_out)
        self.time = nn.Linear(time_channels, 2 * channels_out) if time_channels else None
        self.residual = (
            nn.Conv2d(channels_in, channels_out, 1)
            if channels_in != channels_out
            else nn.Identity()
        )

    def forward(self, x, condition=None):
        h = self.norm1(self.conv1(x))
        if self.time is not None:
            scale, shift = self.time(condition)[:, :, None, None].chunk(2, dim=1)
            h = h * (scale + 1) + shift
        h = F.silu(h)
        return F.silu(self.norm2(self.conv2(h))) + self.residual(x)


class PreActivatedResNet(nn.Module):
    """The same with the norms before the convolutions; a class map goes beside what norm1 gives."""

    def __init__(self, channels_in, channels_out, groups, time_channels, maps=0):
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, channels_in)
        self.conv1 = nn.Conv2d(channels_in + maps, channels_out, 3, padding=1)
        self.norm2 = nn.GroupNorm(groups, channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1)
        self.time = nn.Linear(time_channels, 2 * channels_out)
        self.residual = (
            nn.Conv2d(channels_in, channels_out, 1)
            if channels_in != channels_out
            else nn.Identity()
        )

    def forward(self, x, condition, class_map=None):
        h = F.silu(self.norm1(x))
        if class_map is not None:
            h = torch.cat((h, class_map), dim=1)
        scale, shift = self.time(condition)[:, :, None, None].chunk(2, dim=1)
        h = F.silu(self.norm2(self.conv1(h)) * (scale + 1) + shift)
        return self.conv2(h) + self.residual(x)


class Attention(nn.Module):
    """A pre-normalised residual over the positions; linear attention ends in a norm of its own."""

    def __init__(self, channels, heads, head_channels, linear):
        super().__init__()
        hidden = heads * head_channels
        self.heads = heads
        self.scale = head_channels**-0.5
        self.prenorm = nn.LayerNorm(channels)
        self.qkv = nn.Linear(channels, 3 * hidden, bias=False)
        self.out = nn.Linear(hidden, channels)
        self.norm = nn.LayerNorm(channels) if linear else None

    def forward(self, x):
        n, c, height, width = x.shape
        tokens = self.prenorm(x.flatten(2).transpose(1, 2))
        qkv = self.qkv(tokens).reshape(n, height * width, 3, self.heads, -1)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        if self.norm is not None:
            context = k.softmax(dim=-2).transpose(-1, -2) @ v
            y = (q.softmax(dim=-1) * self.scale) @ context
        else:
            y = (q @ k.transpose(-1, -2) * self.scale).softmax(dim=-1) @ v
        y = self.out(y.transpose(1, 2).reshape(n, height * width, -1))
        if self.norm is not None:
            y = self.norm(y)
        return x + y.transpose(1, 2).reshape(n, c, height, width)


class ClassMap(nn.Module):
    """The label as one more channel."""

    def __init__(self, height, width):
        super().__init__()
        self.size = (height, width)
        self.dense = nn.Linear(CLASS_CHANNELS, height * width)

    def forward(self, label):
        return F.silu(self.dense(label)).reshape(-1, 1, *self.size)


class Level(nn.Module):
    def __init__(self, unet, level, channels_in, channels_out):
        super().__init__()
        self.map = class_map(unet, level)
        self.resnet1 = resnet(unet, channels_in, channels_out, self.map)
        self.resnet2 = resnet(unet, channels_out, channels_out)
        self.attention = (
            Attention(channels_out, unet["heads"], unet["head_channels"], linear=True)
            if unet["linear_attention"][level]
            else nn.Identity()
        )

    def forward(self, x, condition, label):
        x = enter(self, x, condition, label)
        x = self.resnet2(x, condition)
        return self.attention(x)


class Middle(nn.Module):
    def __init__(self, unet, channels):
        super().__init__()
        self.map = class_map(unet, len(unet["multipliers"]) - 1)
        self.resnet1 = resnet(unet, channels, channels, self.map)
        self.attention = (
            Attention(channels, unet["heads"], unet["head_channels"], linear=False)
            if unet["middle_attention"]
            else nn.Identity()
        )
        self.resnet2 = resnet(unet, channels, channels)

    def forward(self, x, condition, label):
        x = enter(self, x, condition, label)
        x = self.attention(x)
        return self.resnet2(x, condition)


class UNet(nn.Module):
    """
    The network that a checkpoint's config.json describes.

    Its modules bear the names of the checkpoint's tensors; see load().
    """

    def __init__(self, unet):
        super().__init__()
        dim, patch = unet["dim"], unet["patch"]
        # Written for coloured images alone.
        self.channels = unet.get("channels", 1)
        pixels = patch * patch * self.channels
        widths = [dim * multiplier for multiplier in unet["multipliers"]]
        last = len(widths) - 1
        self.unet = unet
        self.time = nn.ModuleDict(
            {"dense1": nn.Linear(dim, 4 * dim), "dense2": nn.Linear(4 * dim, 4 * dim)}
        )
        label = {"embedding": nn.Embedding(unet["classes"] + 1, CLASS_CHANNELS)}
        if unet["class_in_time"]:
            label["dense"] = nn.Linear(CLASS_CHANNELS, 4 * dim)
        self.label = nn.ModuleDict(label)
        kernel = unet["stem_kernel"]
        self.stem = nn.ModuleDict(
            {"conv": nn.Conv2d(pixels, unet["stem_channels"], kernel, padding=kernel // 2)}
        )
        channels = unet["stem_channels"]
        for level, width in enumerate(widths):
            down = Level(unet, level, channels, width)
            if level < last:
                down.downsample = nn.Conv2d(width, width, 4, stride=2, padding=1)
            self.add_module(f"down{level}", down)
            channels = width
        self.middle = Middle(unet, channels)
        for level in range(last, 0, -1):
            width = widths[level - 1]
            up = Level(unet, level, 2 * channels, width)
            up.upsample = nn.ConvTranspose2d(width, width, 4, stride=2, padding=1)
            self.add_module(f"up{level}", up)
            channels = width
        if unet.get("pre_activation", False):
            end = {"resnet": resnet(unet, 2 * channels, dim), "norm": nn.GroupNorm(unet["groups"], dim)}
        else:
            end = {"resnet": ResNet(2 * channels, dim, unet["groups"])}
        self.end = nn.ModuleDict({**end, "conv": nn.Conv2d(dim, pixels, 1)})
        self.last = last

    def forward(self, images, timesteps, labels):
        """Predicts the noise, or v: images [N, C, H, W], timesteps [N] of floats, labels [N] of ints."""
        condition = self.time["dense1"](sinusoid(timesteps, self.unet["dim"]))
        condition = self.time["dense2"](F.gelu(condition))
        label = self.label["embedding"](labels)
        if self.unet["class_in_time"]:
            condition = condition + self.label["dense"](label)
        condition = F.silu(condition)

        x = self.stem["conv"](cut_patches(images, self.unet["patch"]))
        skips = []
        for level in range(self.last + 1):
            down = self.get_submodule(f"down{level}")
            x = down(x, condition, label)
            skips.append(x)
            if level < self.last:
                x = down.downsample(x)
        x = self.middle(x, condition, label)
        for level in range(self.last, 0, -1):
            up = self.get_submodule(f"up{level}")
            x = up(torch.cat((x, skips[level]), dim=1), condition, label)
            x = up.upsample(x)
        x = self.end["resnet"](torch.cat((x, skips[0]), dim=1), condition)
        if "norm" in self.end:
            x = F.silu(self.end["norm"](x))
        return join_patches(self.end["conv"](x), self.unet["patch"], self.channels)

    def load(self, tensors):
        """Takes a checkpoint's tensors; every one must be there and have its place."""
        state = {}
        for name, tensor in tensors.items():
            name = name.replace("class.", "label.", 1) if name.startswith("class.") else name
            if name.endswith(".gain"):
                name = name[: -len("gain")] + "weight"
            module = self.get_submodule(name.rsplit(".", 1)[0])
            if isinstance(module, nn.Conv2d) and tensor.dim() == 2:
                tensor = tensor[:, :, None, None]
            state[name] = tensor
        self.load_state_dict(state, strict=True)


def resnet(unet, channels_in, channels_out, class_map=None):
    """A residual block that knows the timestep, its class map a channel of its own."""
    maps, time_channels = int(class_map is not None), 4 * unet["dim"]
    if unet.get("pre_activation", False):
        return PreActivatedResNet(channels_in, channels_out, unet["groups"], time_channels, maps)
    return ResNet(channels_in + maps, channels_out, unet["groups"], time_channels)


def enter(level, x, condition, label):
    """The first residual block of a level, with its class map if it has one."""
    if level.map is None:
        return level.resnet1(x, condition)
    if isinstance(level.resnet1, PreActivatedResNet):
        return level.resnet1(x, condition, level.map(label))
    return level.resnet1(torch.cat((x, level.map(label)), dim=1), condition)


def class_map(unet, level):
    if not unet["class_maps"]:
        return None
    side = unet["patch"] << level
    return ClassMap(unet["height"] // side, unet["width"] // side)
