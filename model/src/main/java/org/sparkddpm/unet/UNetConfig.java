package org.sparkddpm.unet;

import java.io.Serializable;
import java.util.List;

/**
 * The shape of a U-Net, enough to build it again: what a checkpoint keeps of the network.
 *
 * @param height of the images that the network sees, in pixels; a multiple of {@link #sizeUnit()}
 * @param width likewise
 * @param channels of these images: 1 for gray, 3 for red, green and blue
 * @param classes number of labels, at least 1; the network knows one more, "no label"
 * @param patch side of the square patches whose pixels become channels; 1 for none
 * @param dim base width: channels of the first level and width of the sinusoidal time embedding
 * @param multipliers channels of each level as multiples of {@code dim}
 * @param stemKernel side of the first convolution, odd
 * @param stemChannels channels after the first convolution
 * @param linearAttention for each level, whether linear attention ends it (both ways)
 * @param middleAttention whether full attention stands in the middle
 * @param heads attention heads
 * @param headChannels channels of each head
 * @param groups of the group normalisations; divides every level's channels
 * @param classMaps whether the label enters as one more channel on every level (the article's way)
 * @param classInTime whether the label is added to the time embedding
 * @param preActivation whether residual blocks normalise before each convolution instead of behind
 *     it (He et al. 2016, "Identity Mappings in Deep Residual Networks"), and the last layer of
 *     each block, of full attention and of the network starts at zero (Dhariwal and Nichol 2021,
 *     "Diffusion Models Beat GANs on Image Synthesis"); every block then has the time embedding
 */
public record UNetConfig(
    int height,
    int width,
    int channels,
    int classes,
    int patch,
    int dim,
    List<Integer> multipliers,
    int stemKernel,
    int stemChannels,
    List<Boolean> linearAttention,
    boolean middleAttention,
    int heads,
    int headChannels,
    int groups,
    boolean classMaps,
    boolean classInTime,
    boolean preActivation)
    implements Serializable {

  /** Width of the class embedding table. */
  public static final int CLASS_CHANNELS = 64;

  // Far beyond what can be trained: with these the sizes of all layers can be counted.
  private static final int LARGEST_SIDE = 1 << 14;
  private static final int LARGEST_KERNEL = 255;
  private static final int MOST_CHANNELS = 1 << 16;
  private static final int MOST_CLASSES = 1 << 20;
  private static final int MOST_LEVELS = 12;

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value and what it must be
   */
  public UNetConfig {
    multipliers = List.copyOf(multipliers);
    linearAttention = List.copyOf(linearAttention);
    require(channels == 1 || channels == 3, "channels", channels, "1 (gray) or 3 (RGB)");
    requireSize("classes", classes, MOST_CLASSES);
    requireSize("patch", patch, LARGEST_SIDE);
    require(dim >= 4 && dim % 2 == 0, "dim", dim, "even and at least 4");
    requireSize("dim", dim, MOST_CHANNELS);
    require(
        !multipliers.isEmpty() && multipliers.size() <= MOST_LEVELS,
        "multipliers",
        multipliers,
        "one for each level, of which there are " + MOST_LEVELS + " at most");
    int base = dim;
    require(
        multipliers.stream().allMatch(m -> m >= 1 && m <= MOST_CHANNELS / base),
        "multipliers",
        multipliers,
        "all at least 1, and times dim " + MOST_CHANNELS + " at most");
    require(
        linearAttention.size() == multipliers.size(),
        "linearAttention",
        linearAttention,
        "one for each of the " + multipliers.size() + " levels");
    require(stemKernel >= 1 && stemKernel % 2 == 1, "stemKernel", stemKernel, "odd");
    requireSize("stemKernel", stemKernel, LARGEST_KERNEL);
    requireSize("stemChannels", stemChannels, MOST_CHANNELS);
    requireSize("heads", heads, MOST_CHANNELS);
    requireSize("headChannels", headChannels, MOST_CHANNELS / heads);
    require(groups >= 1 && dim % groups == 0, "groups", groups, "a divisor of dim = " + dim);
    require(
        !preActivation || stemChannels % groups == 0,
        "stemChannels",
        stemChannels,
        "a multiple of groups = " + groups + ", as the first block normalises them");
    int unit = patch << (multipliers.size() - 1);
    require(height >= unit && height % unit == 0, "height", height, "a multiple of " + unit);
    require(width >= unit && width % unit == 0, "width", width, "a multiple of " + unit);
    requireSize("height", height, LARGEST_SIDE);
    requireSize("width", width, LARGEST_SIDE);
    require(
        classMaps || classInTime || classes == 1,
        "conditioning",
        "none",
        "class maps, class in the time embedding, or both");
  }

  /** The network with {@code preActivation} off. */
  public UNetConfig(
      int height,
      int width,
      int channels,
      int classes,
      int patch,
      int dim,
      List<Integer> multipliers,
      int stemKernel,
      int stemChannels,
      List<Boolean> linearAttention,
      boolean middleAttention,
      int heads,
      int headChannels,
      int groups,
      boolean classMaps,
      boolean classInTime) {
    this(
        height,
        width,
        channels,
        classes,
        patch,
        dim,
        multipliers,
        stemKernel,
        stemChannels,
        linearAttention,
        middleAttention,
        heads,
        headChannels,
        groups,
        classMaps,
        classInTime,
        false);
  }

  private static void requireSize(String name, int value, int most) {
    require(value >= 1 && value <= most, name, value, "between 1 and " + most);
  }

  private static void require(boolean holds, String name, Object value, String must) {
    if (!holds) {
      throw new IllegalArgumentException(
          "U-Net " + name + " must be " + must + ", but is " + value);
    }
  }

  /** Number of resolutions. */
  public int levels() {
    return multipliers.size();
  }

  /** Channels of a level, 0 the finest. */
  public int channels(int level) {
    return dim * multipliers.get(level);
  }

  /** What image sides must be multiples of: patch size times 2 for each halving. */
  public int sizeUnit() {
    return patch << (levels() - 1);
  }

  /** Positions that full attention compares with each other; 0 without it. */
  public long middlePositions() {
    return middleAttention ? (long) mapHeight(levels() - 1) * mapWidth(levels() - 1) : 0;
  }

  /** Numbers of an image, in the order [height, width, channels]: its length in a batch. */
  public int imageSize() {
    return height * width * channels;
  }

  /** The index that stands for "no label" in the class embedding table. */
  public int noLabelIndex() {
    return classes;
  }

  /** Width of the time embedding. */
  long timeChannels() {
    return 4L * dim;
  }

  int mapHeight(int level) {
    return (height / patch) >> level;
  }

  int mapWidth(int level) {
    return (width / patch) >> level;
  }
}
