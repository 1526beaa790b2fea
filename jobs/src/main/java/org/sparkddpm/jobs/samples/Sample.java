package org.sparkddpm.jobs.samples;

/**
 * A generated image as a row of a run's Parquet files holds it.
 *
 * @param label its class, from 0
 * @param index its number within the label, from 0
 * @param height in pixels
 * @param width in pixels
 * @param channels bytes of a pixel; 1 for gray
 * @param pixels rows from the top, each from the left, 0 to 255; shared, not copied
 * @param provenance what made it
 */
public record Sample(
    int label,
    long index,
    int height,
    int width,
    int channels,
    byte[] pixels,
    Provenance provenance) {

  /**
   * What made a sample.
   *
   * @param seed of the run
   * @param sampler its name
   * @param steps of the sampler
   * @param guidance guidance scale
   * @param checkpoint name of the checkpoint's folder
   */
  public record Provenance(
      long seed, String sampler, int steps, double guidance, String checkpoint) {}
}
