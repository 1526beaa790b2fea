/**
 * Labelled image data sets (IDX, MNIST, PNG, drawn digits) and the pictures made of them (contact
 * sheets, animated GIFs).
 *
 * <p>Uses the JDK alone.
 */
package org.sparkddpm.images;
