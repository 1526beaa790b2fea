package org.sparkddpm.jobs.measures;

/**
 * Looks for the nearest of other thumbnails to each of some, exactly. Whoever is further away by
 * its {@linkplain LowFrequencies slowest waves} than the nearest so far needs no closer look: of
 * 60,000 digits that leaves about one in a thousand, whose distances are then computed byte by byte
 * in integers. So what is found does not depend on the engine, nor on rounding. Not thread-safe.
 */
public final class NearestSearch {

  /** Times the sum of two squared norms: more than rounding adds to a distance between waves. */
  private static final float ROUNDING = 1e-5f;

  private final LowFrequencies waves;
  private final SquaredDistances distances;
  private final int size;
  private final byte[] images;
  private final float[] coefficients;
  private final float[] norms;
  private final NearestImages nearest;

  /**
   * A search that has not looked at any other yet.
   *
   * @param waves of the thumbnails
   * @param distances between {@link LowFrequencies#size} numbers
   * @param images the thumbnails whose neighbours are wanted
   */
  public NearestSearch(LowFrequencies waves, SquaredDistances distances, byte[] images) {
    this.waves = waves;
    this.distances = distances;
    this.size = waves.shape().size();
    this.images = images;
    this.coefficients = waves.of(images);
    this.norms = distances.norms(coefficients);
    this.nearest = NearestImages.none(images.length / size);
  }

  /**
   * Looks at some of the others.
   *
   * @param others thumbnails
   * @param positions of each of them
   * @param own the position of each image among the others, which is not its own neighbour; null
   *     where the images are none of them
   */
  public void look(byte[] others, long[] positions, long[] own) {
    float[] theirs = waves.of(others);
    float longest = 0;
    for (float norm : distances.norms(theirs)) {
      longest = Math.max(longest, norm);
    }
    float norm = longest;
    distances.between(
        coefficients,
        theirs,
        (firstRow, rows, firstColumn, columns, squares, stride) -> {
          for (int i = firstRow; i < firstRow + rows; i++) {
            int at = (i - firstRow) * stride - firstColumn;
            float slack = ROUNDING * (norms[i] + norm);
            // The likeliest one first spares closer looks at most of the rest.
            long itself = own == null ? -1 : own[i];
            int likeliest = firstColumn;
            for (int j = firstColumn; j < firstColumn + columns; j++) {
              if (squares[at + j] < squares[at + likeliest] && positions[j] != itself) {
                likeliest = j;
              }
            }
            consider(i, likeliest, others, positions[likeliest], itself);
            float limit = nearest.squares()[i] + slack;
            for (int j = firstColumn; j < firstColumn + columns; j++) {
              if (squares[at + j] <= limit) {
                consider(i, j, others, positions[j], itself);
                limit = nearest.squares()[i] + slack;
              }
            }
          }
        });
  }

  private void consider(int image, int other, byte[] others, long position, long itself) {
    if (position != itself) {
      nearest.keep(image, square(image, others, other), position);
    }
  }

  private int square(int image, byte[] others, int other) {
    int sum = 0;
    int a = image * size;
    int b = other * size;
    for (int k = 0; k < size; k++) {
      int difference = (images[a + k] & 0xff) - (others[b + k] & 0xff);
      sum += difference * difference;
    }
    return sum;
  }

  /** What was found up to now. */
  public NearestImages found() {
    return nearest;
  }
}
