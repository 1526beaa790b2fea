package org.sparkddpm.unet;

import java.util.ArrayList;
import java.util.List;
import org.sparkddpm.engine.Activation;

/** Draws what the levels of a U-Net are made of: residual blocks, attention and class maps. */
final class LevelParts {

  /** The vertex of the label's embedding. */
  static final String CLASS = "class.embedding";

  /** The vertex of what residual blocks are told: the timestep, and the class if it is added. */
  static final String CONDITION = "condition";

  private final UNetConfig config;
  private final Drawing drawing;

  /** Adds a block behind others; gives its name. */
  interface Drawing {
    String add(String name, Block block, String... inputs);
  }

  LevelParts(UNetConfig config, Drawing drawing) {
    this.config = config;
    this.drawing = drawing;
  }

  /**
   * Inputs side by side, with the class map where there is one, through the first residual block of
   * a level.
   *
   * @param name of the level
   * @param in channels of all inputs
   */
  String entry(String name, int level, List<String> inputs, long in, long out) {
    if (!config.classMaps()) {
      return resNet(name + ".resnet1", joined(name, inputs), in, out);
    }
    String map = classMap(name + ".map", level);
    if (config.preActivation()) {
      return preActivated(name + ".resnet1", joined(name, inputs), List.of(map), in, out);
    }
    List<String> all = new ArrayList<>(inputs);
    all.add(map);
    return resNet(name + ".resnet1", joined(name, all), in + 1, out);
  }

  /** A residual block that knows the timestep. */
  String resNet(String name, String x, long in, long out) {
    return config.preActivation()
        ? preActivated(name, x, List.of(), in, out)
        : postActivated(name, x, in, out, true);
  }

  /** The last residual block; the first published networks do not tell it the timestep. */
  String lastResNet(String name, String x, long in, long out) {
    return config.preActivation()
        ? preActivated(name, x, List.of(), in, out)
        : postActivated(name, x, in, out, false);
  }

  /** From what the last residual block gives to the pixels of patches. */
  String pixels(String x, long pixels) {
    if (!config.preActivation()) {
      return add("end.conv", Dense.withBias(config.dim(), pixels), x);
    }
    add("end.norm", new GroupNormSilu(config.dim(), config.groups(), false), x);
    return add("end.conv", Dense.startingAtZero(config.dim(), pixels), "end.norm");
  }

  /** A pre-normalised residual; linear attention ends in a layer norm of its own. */
  String attention(String name, String x, long channels, boolean linear) {
    long hidden = (long) config.heads() * config.headChannels();
    add(name + ".prenorm", new LayerNorm(channels), x);
    add(name + ".qkv", Dense.withoutBias(channels, 3 * hidden), name + ".prenorm");
    add(
        name + ".heads",
        new Attention(config.heads(), config.headChannels(), linear),
        name + ".qkv");
    // Zeros would have no direction for the norm behind linear attention.
    Dense last =
        config.preActivation() && !linear
            ? Dense.startingAtZero(hidden, channels)
            : Dense.withBias(hidden, channels);
    String out = add(name + ".out", last, name + ".heads");
    if (linear) {
      out = add(name + ".norm", new LayerNorm(channels), out);
    }
    return add(name, new Sum(), out, x);
  }

  private String postActivated(String name, String x, long in, long out, boolean timed) {
    add(name + ".conv1", new Convolution(in, out, 3, 1), x);
    if (timed) {
      time(name, out);
      add(name + ".norm1", norm(out, true), name + ".conv1", name + ".time");
    } else {
      add(name + ".norm1", norm(out, false), name + ".conv1");
    }
    add(name + ".conv2", new Convolution(out, out, 3, 1), name + ".norm1");
    add(name + ".norm2", norm(out, false), name + ".conv2");
    return add(name, new Sum(), name + ".norm2", residual(name, x, in, out));
  }

  /**
   * The same with the norms first.
   *
   * @param maps that stand beside what was normalised, of one channel each
   */
  private String preActivated(String name, String x, List<String> maps, long in, long out) {
    List<String> inputs = new ArrayList<>(List.of(add(name + ".norm1", norm(in, false), x)));
    inputs.addAll(maps);
    String first = joined(name, inputs);
    add(name + ".conv1", new Convolution(in + maps.size(), out, 3, 1), first);
    time(name, out);
    add(name + ".norm2", norm(out, true), name + ".conv1", name + ".time");
    add(name + ".conv2", Convolution.startingAtZero(out, out, 3, 1), name + ".norm2");
    return add(name, new Sum(), name + ".conv2", residual(name, x, in, out));
  }

  private GroupNormSilu norm(long channels, boolean scaleShift) {
    return new GroupNormSilu(channels, config.groups(), scaleShift);
  }

  /** Scale and shift of a norm, from the condition. */
  private void time(String name, long channels) {
    add(name + ".time", Dense.withBias(config.timeChannels(), 2 * channels), CONDITION);
  }

  private String residual(String name, String x, long in, long out) {
    return in == out ? x : add(name + ".residual", Dense.withBias(in, out), x);
  }

  private String classMap(String name, int level) {
    long height = config.mapHeight(level);
    long width = config.mapWidth(level);
    add(name + ".dense", Dense.withBias(UNetConfig.CLASS_CHANNELS, height * width), CLASS);
    add(name + ".silu", new Activate(Activation.SILU), name + ".dense");
    return add(name, Reshape.of(height, width, 1L), name + ".silu");
  }

  private String joined(String name, List<String> inputs) {
    return inputs.size() == 1
        ? inputs.get(0)
        : add(name + ".concat", new Concat(), inputs.toArray(String[]::new));
  }

  private String add(String name, Block block, String... inputs) {
    return drawing.add(name, block, inputs);
  }
}
