package org.sparkddpm.jobs.measures;

import java.util.Arrays;

/**
 * Thumbnails by their slowest cosine waves alone: of each channel's two-dimensional DCT-II (Ahmed,
 * Natarajan and Rao 1974) in its orthonormal form the coefficients of lowest frequency. As the
 * waves are orthonormal, two thumbnails are never nearer to each other than their coefficients are;
 * as natural images have most of their energy there, they are seldom much further away.
 */
public final class LowFrequencies {

  /** Coefficients of a thumbnail at most. */
  static final int MOST = 144;

  private final ThumbnailShape shape;
  private final int waves;
  private final float[] down;
  private final float[] across;

  /** For thumbnails of a shape. */
  public LowFrequencies(ThumbnailShape shape) {
    this.shape = shape;
    int most = (int) Math.sqrt((double) MOST / shape.image().channels());
    this.waves = Math.max(1, Math.min(most, Math.min(shape.height(), shape.width())));
    this.down = cosines(shape.height(), waves);
    this.across = cosines(shape.width(), waves);
  }

  /** The orthonormal waves over some places: wave {@code w} at a place is at its {@code w}-th. */
  private static float[] cosines(int places, int waves) {
    float[] cosines = new float[places * waves];
    for (int place = 0; place < places; place++) {
      for (int wave = 0; wave < waves; wave++) {
        double scale = Math.sqrt((wave == 0 ? 1.0 : 2.0) / places);
        double angle = Math.PI * (2 * place + 1) * wave / (2.0 * places);
        cosines[place * waves + wave] = (float) (scale * Math.cos(angle));
      }
    }
    return cosines;
  }

  /** Of the thumbnails. */
  ThumbnailShape shape() {
    return shape;
  }

  /** Coefficients of a thumbnail. */
  public int size() {
    return shape.image().channels() * waves * waves;
  }

  /**
   * The coefficients of thumbnails one after the other, {@link #size} of each.
   *
   * @param thumbnails as {@link ThumbnailShape#draw} draws them, a step of 1/255 counting 1
   */
  float[] of(byte[] thumbnails) {
    int count = thumbnails.length / shape.size();
    int channels = shape.image().channels();
    float[] coefficients = new float[count * size()];
    float[] row = new float[waves];
    for (int i = 0; i < count; i++) {
      for (int channel = 0; channel < channels; channel++) {
        int at = i * size() + channel * waves * waves;
        for (int y = 0; y < shape.height(); y++) {
          int pixel = i * shape.size() + y * shape.width() * channels + channel;
          if (project(thumbnails, pixel, channels, row)) {
            for (int u = 0; u < waves; u++) {
              add(down[y * waves + u], row, 0, coefficients, at + u * waves);
            }
          }
        }
      }
    }
    return coefficients;
  }

  /** Gives a row's coefficients; false where it is black and has none. */
  private boolean project(byte[] thumbnails, int first, int channels, float[] row) {
    Arrays.fill(row, 0);
    boolean found = false;
    for (int x = 0; x < shape.width(); x++) {
      int value = thumbnails[first + x * channels] & 0xff;
      if (value != 0) {
        found = true;
        add(value, across, x * waves, row, 0);
      }
    }
    return found;
  }

  private void add(float factor, float[] from, int first, float[] to, int at) {
    for (int v = 0; v < waves; v++) {
      to[at + v] += factor * from[first + v];
    }
  }
}
