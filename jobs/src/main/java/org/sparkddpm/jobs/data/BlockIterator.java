package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparkddpm.images.InvalidImagesException;

/**
 * Cuts images that are read one after the other into blocks. What cannot be taken ends it with a
 * block that says so: the data are at fault, so that the task need not be tried again.
 */
final class BlockIterator implements Iterator<ImageBlock> {

  private static final Logger log = LoggerFactory.getLogger(BlockIterator.class);

  /** Opens the images, when the first of them is wanted. */
  @FunctionalInterface
  interface Opening {
    ImageRows open() throws IOException;
  }

  private final Opening opening;
  private BlockPlace place;
  private ImageRows rows;
  private boolean begun;
  private boolean ended;
  private ImageBlock refusal;

  /**
   * Begins.
   *
   * @param start where it begins, for what cannot be taken before there is an image
   */
  BlockIterator(BlockPlace start, Opening opening) {
    this.place = start;
    this.opening = opening;
  }

  @Override
  public boolean hasNext() {
    try {
      if (!begun) {
        begun = true;
        open();
        advance();
      }
      return !ended || refusal != null;
    } catch (InvalidImagesException e) {
      refuse(e);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  @Override
  public ImageBlock next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (refusal != null) {
      ImageBlock refused = refusal;
      refusal = null;
      return refused;
    }
    BlockBuilder block = new BlockBuilder(place);
    try {
      BlockPlace expected;
      do {
        expected = place.plus(1);
        rows.addTo(block);
        advance();
      } while (!ended && !block.isFull() && place.equals(expected));
      return block.build();
    } catch (InvalidImagesException e) {
      refuse(e);
      return next();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private void refuse(InvalidImagesException e) {
    ended = true;
    refusal = ImageBlock.refused(place, e.getMessage());
  }

  private void advance() throws IOException {
    Optional<BlockPlace> next = rows.next();
    ended = next.isEmpty();
    place = next.orElse(place);
    if (ended) {
      rows.close();
    }
  }

  private void open() throws IOException {
    ImageRows opened = opening.open();
    rows = opened;
    // A task that ends early, or by a fault, leaves nothing open.
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener(
          (TaskCompletionListener)
              context -> {
                try {
                  opened.close();
                } catch (IOException | RuntimeException e) {
                  // In place of why a task failed Spark would tell that this did.
                  log.debug("cannot close what was read", e);
                }
              });
    }
  }
}
