package org.sparkddpm.jobs.report;

import java.util.List;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.pictures.ContactSheet;
import org.sparkddpm.jobs.measures.ThumbnailShape;

/**
 * How images of a data set stand in a page: themselves up to {@value #MOST_SIDE} pixels of height
 * and width, larger ones as means over squares of pixels.
 *
 * @param image shape of the images
 */
public record Preview(ImageShape image) {

  static final int MOST_SIDE = 64;

  private int side() {
    return (Math.max(image.height(), image.width()) + MOST_SIDE - 1) / MOST_SIDE;
  }

  /** Shape of the previews. */
  public ImageShape shape() {
    int side = side();
    return new ImageShape(
        (image.height() + side - 1) / side, (image.width() + side - 1) / side, image.channels());
  }

  /** An image's preview. */
  public byte[] of(byte[] pixels) {
    byte[] preview = new byte[shape().size()];
    new ThumbnailShape(image, side()).draw(pixels, preview, 0);
    return preview;
  }

  /** An image's preview as a data URI. */
  public String uri(byte[] pixels) {
    ImageShape shape = shape();
    return DataUri.of(Picture.owning(shape.height(), shape.width(), shape.channels(), of(pixels)));
  }

  /** The previews of images on a sheet. */
  public ContactSheet sheet(List<byte[]> images, int columns) {
    LabelledImagesBuilder previews = new LabelledImagesBuilder();
    images.forEach(pixels -> previews.add(of(pixels), shape(), 0, "preview"));
    return ContactSheet.of(previews.build("previews"), columns);
  }
}
