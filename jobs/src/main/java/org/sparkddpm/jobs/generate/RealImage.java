package org.sparkddpm.jobs.generate;

import org.sparkddpm.images.ImageShape;

/**
 * An image of a data set.
 *
 * @param pixels {@code shape.size()} unsigned bytes, as {@link ImageShape} orders them
 * @param label its class by the model's numbers
 * @param origin where it comes from
 */
record RealImage(byte[] pixels, ImageShape shape, int label, String origin) {}
