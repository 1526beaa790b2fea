package org.sparkddpm.jobs.data;

import java.io.Serializable;
import org.sparkddpm.images.LabelledImages;

/**
 * Images of a distributed set that follow each other.
 *
 * @param first number of the first of them in the set
 */
public record NumberedImages(long first, LabelledImages images) implements Serializable {}
