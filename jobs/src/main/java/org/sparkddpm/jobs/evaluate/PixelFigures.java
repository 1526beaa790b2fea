package org.sparkddpm.jobs.evaluate;

import java.util.List;
import java.util.function.LongToIntFunction;
import org.sparkddpm.jobs.measures.NearestImages;
import org.sparkddpm.jobs.measures.Quantiles;
import org.sparkddpm.jobs.measures.Share;

/**
 * How near samples lie to training images and to each other, pixel by pixel, beside test images. A
 * pixel is a number from 0 to 1.
 *
 * @param toTraining median distance to the nearest training image
 * @param memorised share of the compared samples with a training image no further than the nearest
 *     one of the closest hundredth of the test images
 * @param memorisedOfTest share of the test images that are so near: a hundredth, or what one test
 *     image is where there are fewer than 100, and more where distances are equal
 * @param between median distance to the nearest other one of the same set
 * @param alike share of the compared samples with another one no further than that of the closest
 *     hundredth of the test images
 * @param alikeOfTest share of the test images that are so near to another one
 * @param closest samples of each label that are nearest to training images
 */
record PixelFigures(
    Measured toTraining,
    Share memorised,
    Share memorisedOfTest,
    Measured between,
    Share alike,
    Share alikeOfTest,
    List<NearestPair> closest) {

  private static final double NEAR = 0.01;

  /**
   * Sums up distances.
   *
   * @param positions of the samples
   * @param label of a position
   * @param samples to the training images
   * @param test to the training images
   * @param withinSamples to the nearest other sample, sorted
   * @param withinTest to the nearest other test image, sorted
   */
  static PixelFigures of(
      long[] positions,
      LongToIntFunction label,
      NearestImages samples,
      NearestImages test,
      double[] withinSamples,
      double[] withinTest) {
    double[] ofSamples = samples.sortedDistances();
    double[] ofTest = test.sortedDistances();
    double near = Quantiles.at(ofTest, NEAR);
    double nearWithin = Quantiles.at(withinTest, NEAR);
    return new PixelFigures(
        new Measured(Quantiles.at(ofSamples, 0.5), Quantiles.at(ofTest, 0.5)),
        Quantiles.upTo(ofSamples, near),
        Quantiles.upTo(ofTest, near),
        new Measured(Quantiles.at(withinSamples, 0.5), Quantiles.at(withinTest, 0.5)),
        Quantiles.upTo(withinSamples, nearWithin),
        Quantiles.upTo(withinTest, nearWithin),
        NearestPair.closest(positions, samples, label));
  }
}
