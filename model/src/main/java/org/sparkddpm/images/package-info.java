/**
 * Images as the model and the jobs pass them on: labelled sets of one size, single pictures, and
 * the canvas of floats that a network sees. The rooms below read, write and draw them.
 *
 * <p>Everything read from outside is checked as it is read: a bad file gives an {@link
 * org.sparkddpm.images.InvalidImagesException} that names the file, the place and the remedy,
 * before memory is taken for what its header promises. A failing disk or network stays an {@link
 * java.io.IOException}.
 *
 * <p>Uses the JDK alone.
 */
package org.sparkddpm.images;
