/** Handwritten-looking digits that the program draws itself, so that nothing need be fetched. */
package org.sparkddpm.images.strokes;
