package org.sparkddpm.engine.cuda;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.sparkddpm.engine.ResidentImages;
import org.sparkddpm.engine.Tensor;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.ImageStore;

/**
 * Labelled images on a card.
 *
 * @param pixels integers of four bytes each, the first the lowest: byte k of image i is byte {@code
 *     i * shape.size() + k}
 * @param labels integers {@code [size]}
 * @param shape of every image
 * @param size number of images
 */
record CudaImages(Tensor pixels, Tensor labels, ImageShape shape, int size)
    implements ResidentImages {

  @Override
  public void close() {
    DeviceMemory.free(pixels);
    DeviceMemory.free(labels);
  }

  /** The pixels of a set, one image after the other, in pieces of any length. */
  static Consumer<ByteBuffer> bytes(ImageStore images) {
    return new Consumer<>() {
      private int next;
      private ByteBuffer image = ByteBuffer.allocate(0);

      @Override
      public void accept(ByteBuffer piece) {
        while (piece.hasRemaining()) {
          if (!image.hasRemaining()) {
            if (next == images.size()) {
              // What is left of the last integer.
              piece.put((byte) 0);
              continue;
            }
            image = ByteBuffer.wrap(images.image(next++));
          }
          int count = Math.min(piece.remaining(), image.remaining());
          piece.put(image.slice(image.position(), count));
          image.position(image.position() + count);
        }
      }
    };
  }
}
