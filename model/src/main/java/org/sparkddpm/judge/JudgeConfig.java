package org.sparkddpm.judge;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sparkddpm.images.Canvas;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.unet.Parameter;
import org.sparkddpm.unet.ParameterLayout;

/**
 * The shape of a judge: 2x2 patches, two 3x3 convolutions, then for each halving a 4x4 convolution
 * of stride 2 and a 3x3 convolution, each with group normalisation and SiLU; a dense layer whose
 * activations are the features, and one to the classes.
 *
 * @param imageHeight of the images, in pixels
 * @param imageWidth of the images, in pixels
 * @param channels of the images, 1 or 3
 * @param classes at least 2
 * @param width channels of the first convolutions, a multiple of {@value #GROUPS}; the others have
 *     twice as many
 * @param features numbers that stand for an image, at least 1
 */
public record JudgeConfig(
    int imageHeight, int imageWidth, int channels, int classes, int width, int features)
    implements Serializable {

  static final int GROUPS = 8;
  private static final int PATCH = 2;

  /** The convolutions halve a map until no side is longer. */
  private static final int SMALL = 8;

  private static final int WIDTH = 32;
  private static final int FEATURES = 64;

  /**
   * A convolution with its normalisation.
   *
   * @param name of its parameters
   * @param height of its output
   * @param columns of its output: the width in pixels
   */
  record Convolution(
      String name, int kernel, int stride, int in, int out, int height, int columns) {}

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException naming the value that is out of its range
   */
  public JudgeConfig {
    require(classes >= 2, "classes", classes, "at least 2");
    require(width >= GROUPS && width % GROUPS == 0, "width", width, "a multiple of " + GROUPS);
    require(features >= 1, "features", features, "at least 1");
    new ImageShape(imageHeight, imageWidth, channels);
  }

  private static void require(boolean holds, String name, int value, String must) {
    if (!holds) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a judge's %s must be %s, but is %d", name, must, value));
    }
  }

  /** The judge for images of a shape. */
  public static JudgeConfig of(ImageShape shape, int classes) {
    return new JudgeConfig(
        shape.height(), shape.width(), shape.channels(), classes, WIDTH, FEATURES);
  }

  /** Size and channels of the images. */
  public ImageShape imageShape() {
    return new ImageShape(imageHeight, imageWidth, channels);
  }

  /** What the network sees of an image: both sides whole after all halvings. */
  public Canvas canvas() {
    int multiple = PATCH << halvings();
    return new Canvas(imageShape(), roundUp(imageHeight, multiple), roundUp(imageWidth, multiple));
  }

  private static int roundUp(int size, int multiple) {
    return (size + multiple - 1) / multiple * multiple;
  }

  private int halvings() {
    int halvings = 1;
    while (Math.max(imageHeight, imageWidth) > (SMALL * PATCH) << halvings) {
      halvings++;
    }
    return halvings;
  }

  int patch() {
    return PATCH;
  }

  /** The convolutions in their order. */
  List<Convolution> convolutions() {
    int height = canvas().height() / PATCH;
    int columns = canvas().width() / PATCH;
    List<Convolution> layers = new ArrayList<>();
    layers.add(new Convolution("stem", 3, 1, PATCH * PATCH * channels, width, height, columns));
    layers.add(new Convolution("conv0", 3, 1, width, width, height, columns));
    int in = width;
    for (int i = 1; i <= halvings(); i++) {
      height /= 2;
      columns /= 2;
      layers.add(new Convolution("down" + i, 4, 2, in, 2 * width, height, columns));
      layers.add(new Convolution("conv" + i, 3, 1, 2 * width, 2 * width, height, columns));
      in = 2 * width;
    }
    return layers;
  }

  /** Numbers of an image after the last convolution. */
  int flattened() {
    List<Convolution> layers = convolutions();
    Convolution last = layers.get(layers.size() - 1);
    return last.height() * last.columns() * last.out();
  }

  /** All parameters in the order of {@link #layout}. */
  List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    for (Convolution layer : convolutions()) {
      long fanIn = (long) layer.in() * layer.kernel() * layer.kernel();
      String name = layer.name();
      parameters.add(
          uniform(
              name + ".weight", fanIn, layer.out(), layer.in(), layer.kernel(), layer.kernel()));
      parameters.add(uniform(name + ".bias", fanIn, layer.out()));
      parameters.add(parameter(name + ".norm.gain", Parameter.Init.ONE, 1, layer.out()));
      parameters.add(parameter(name + ".norm.bias", Parameter.Init.ZERO, 1, layer.out()));
    }
    parameters.add(uniform("features.weight", flattened(), features, flattened()));
    parameters.add(uniform("features.bias", flattened(), features));
    parameters.add(uniform("classes.weight", features, classes, features));
    parameters.add(uniform("classes.bias", features, classes));
    return parameters;
  }

  private static Parameter uniform(String name, long fanIn, long... shape) {
    return parameter(name, Parameter.Init.UNIFORM, fanIn, shape);
  }

  private static Parameter parameter(String name, Parameter.Init init, long fanIn, long... shape) {
    return new Parameter(name, Arrays.stream(shape).boxed().toList(), init, fanIn);
  }

  /** Where each parameter lies in the flat vector of all of them. */
  public ParameterLayout layout() {
    List<ParameterLayout.Entry> entries = new ArrayList<>();
    int offset = 0;
    for (Parameter parameter : parameters()) {
      int length = Math.toIntExact(parameter.length());
      entries.add(new ParameterLayout.Entry(parameter.name(), parameter.shape(), offset, length));
      offset = Math.addExact(offset, length);
    }
    return new ParameterLayout(entries);
  }
}
