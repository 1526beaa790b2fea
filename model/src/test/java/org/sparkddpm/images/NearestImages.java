package org.sparkddpm.images;

/** The two simplest classifiers there are, to judge data by. */
public final class NearestImages {
  private final LabelledImages training;
  private final byte[][] images;

  public NearestImages(LabelledImages training) {
    this.training = training;
    images = new byte[training.size()][];
    for (int i = 0; i < images.length; i++) {
      images[i] = training.image(i);
    }
  }

  /** Share of images whose nearest training image is of their class. */
  public double accuracyOfNearest(LabelledImages test) {
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      byte[] image = test.image(i);
      int nearest = Integer.MAX_VALUE;
      int found = 0;
      for (int k = 0; k < images.length; k++) {
        int distance = distance(image, images[k], nearest);
        if (distance < nearest) {
          nearest = distance;
          found = training.label(k);
        }
      }
      right += found == test.label(i) ? 1 : 0;
    }
    return (double) right / test.size();
  }

  /** Share of images that are nearest to the mean image of their class. */
  public double accuracyOfMeans(LabelledImages test) {
    int[] counts = training.classCounts();
    double[][] means = new double[training.classes()][training.imageSize()];
    for (int k = 0; k < images.length; k++) {
      int label = training.label(k);
      for (int p = 0; p < training.imageSize(); p++) {
        means[label][p] += (images[k][p] & 0xff) / (double) counts[label];
      }
    }
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      byte[] image = test.image(i);
      double nearest = Double.POSITIVE_INFINITY;
      int found = 0;
      for (int label = 0; label < means.length; label++) {
        double distance = 0;
        for (int p = 0; p < image.length; p++) {
          double difference = (image[p] & 0xff) - means[label][p];
          distance += difference * difference;
        }
        if (distance < nearest) {
          nearest = distance;
          found = label;
        }
      }
      right += found == test.label(i) ? 1 : 0;
    }
    return (double) right / test.size();
  }

  private static int distance(byte[] a, byte[] b, int enough) {
    int sum = 0;
    for (int from = 0; from < a.length && sum < enough; from += 28) {
      for (int p = from; p < from + 28; p++) {
        int difference = (a[p] & 0xff) - (b[p] & 0xff);
        sum += difference * difference;
      }
    }
    return sum;
  }
}
