/** Files of images: IDX, zipped or not, and PNG, read with all their checks and written. */
package org.sparkddpm.images.formats;
