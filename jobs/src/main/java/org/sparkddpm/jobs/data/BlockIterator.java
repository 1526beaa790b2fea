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
 * Cuts images that are read one after the other into blocks. Of what cannot be taken a block says
 * so: the data are at fault, so that the task need not be tried again. What cannot be read ends it;
 * behind an image that was read it goes on, to tell of several in one run.
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
  private boolean behind = true;
  private boolean ended;
  private ImageBlock refusal;
  private int refused;

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
    if (refusal != null) {
      return true;
    }
    try {
      if (!begun) {
        begun = true;
        open();
      }
      if (behind) {
        advance();
      }
      return !ended;
    } catch (InvalidImagesException e) {
      end(e);
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
    BlockBuilder block = new BlockBuilder(place);
    try {
      fill(block);
    } catch (InvalidImagesException e) {
      end(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    if (refusal == null) {
      return block.build();
    }
    ImageBlock said = refusal;
    refusal = null;
    return said;
  }

  /** Adds images to a block until it is full, the next one is none of it, or one is refused. */
  private void fill(BlockBuilder block) throws IOException {
    BlockPlace expected = place;
    while (refusal == null && !ended && !block.isFull() && place.equals(expected)) {
      expected = place.plus(1);
      try {
        rows.addTo(block);
      } catch (InvalidImagesException e) {
        refuse(e);
        return;
      }
      advance();
    }
  }

  /** Images of several sizes are told by a few; all need not be read for that. */
  private void refuse(InvalidImagesException e) {
    refusal = ImageBlock.refused(place, e.getMessage());
    refused++;
    behind = refused < Refusals.KEPT;
    ended = !behind;
  }

  private void end(InvalidImagesException e) {
    refusal = ImageBlock.refused(place, e.getMessage());
    behind = false;
    ended = true;
  }

  private void advance() throws IOException {
    behind = false;
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
