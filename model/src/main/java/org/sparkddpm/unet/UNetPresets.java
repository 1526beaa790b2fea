package org.sparkddpm.unet;

import java.util.List;

/** The networks that the application offers by name. */
public final class UNetPresets {

  private UNetPresets() {}

  /** The names, smallest network first. */
  public static List<String> names() {
    return List.of("tiny", "small", "article");
  }

  /**
   * The network of a preset for images of a given size, which is rounded up to what the network
   * needs.
   *
   * <ul>
   *   <li>{@code tiny}: 2x2 patches, width 32, multipliers (1, 2), full attention in the middle;
   *       minutes on a laptop
   *   <li>{@code small}: 2x2 patches, width 64, multipliers (1, 2), attention on every level; an
   *       hour on a laptop
   *   <li>{@code article}: width 64, multipliers (1, 2, 4, 8) on full resolution, a 7x7 convolution
   *       to {@code dim / 3 * 2 = 42} channels first, linear attention on every level
   * </ul>
   *
   * @param name one of {@link #names()}
   * @param imageHeight of the data, in pixels
   * @param imageWidth of the data, in pixels
   * @param channels of the data: 1 for gray, 3 for red, green and blue
   * @param classes number of labels
   * @param classMaps whether the label enters as one more channel on every level
   * @param classInTime whether the label is added to the time embedding
   * @param preActivation whether residual blocks normalise before each convolution
   * @throws IllegalArgumentException for an unknown name or impossible values
   */
  public static UNetConfig of(
      String name,
      int imageHeight,
      int imageWidth,
      int channels,
      int classes,
      boolean classMaps,
      boolean classInTime,
      boolean preActivation) {
    int patch = name.equals("article") ? 1 : 2;
    List<Integer> multipliers =
        switch (name) {
          case "tiny", "small" -> List.of(1, 2);
          case "article" -> List.of(1, 2, 4, 8);
          default ->
              throw new IllegalArgumentException(
                  "unknown preset '" + name + "'; choose one of " + String.join(", ", names()));
        };
    int dim = name.equals("tiny") ? 32 : 64;
    boolean linear = !name.equals("tiny");
    int unit = patch << (multipliers.size() - 1);
    return new UNetConfig(
        roundUp(imageHeight, unit),
        roundUp(imageWidth, unit),
        channels,
        classes,
        patch,
        dim,
        multipliers,
        name.equals("article") ? 7 : 3,
        name.equals("article") ? dim / 3 * 2 : dim,
        multipliers.stream().map(m -> linear).toList(),
        true,
        4,
        32,
        8,
        classMaps,
        classInTime,
        preActivation);
  }

  /** The same with {@code preActivation} off. */
  public static UNetConfig of(
      String name,
      int imageHeight,
      int imageWidth,
      int channels,
      int classes,
      boolean classMaps,
      boolean classInTime) {
    return of(name, imageHeight, imageWidth, channels, classes, classMaps, classInTime, false);
  }

  private static int roundUp(int size, int unit) {
    return (size + unit - 1) / unit * unit;
  }
}
