package org.sparkddpm.jobs.generate;

import org.sparkddpm.images.ImageShape;

/**
 * An image of a data set.
 *
 * @param pixels {@code shape.size()} unsigned bytes, as {@link ImageShape} orders them
 * @param label its class by the model's numbers
 * @param number of the image in the data
 * @param origin where it comes from, for messages
 */
record RealImage(byte[] pixels, ImageShape shape, int label, long number, String origin) {}
