/**
 * Files of images: IDX, zipped or not, image files (PNG, JPEG, BMP, GIF) and CSV, read with all
 * their checks; IDX and PNG are written too.
 */
package org.sparkddpm.images.formats;
