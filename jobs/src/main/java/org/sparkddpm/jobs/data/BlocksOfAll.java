package org.sparkddpm.jobs.data;

import java.util.Collections;
import java.util.Iterator;
import java.util.function.Function;

/** The blocks of one thing after the other. */
final class BlocksOfAll<T> implements Iterator<ImageBlock> {

  private final Iterator<T> all;
  private final Function<T, Iterator<ImageBlock>> blocks;
  private Iterator<ImageBlock> current = Collections.emptyIterator();

  BlocksOfAll(Iterator<T> all, Function<T, Iterator<ImageBlock>> blocks) {
    this.all = all;
    this.blocks = blocks;
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext() && all.hasNext()) {
      current = blocks.apply(all.next());
    }
    return current.hasNext();
  }

  @Override
  public ImageBlock next() {
    return hasNext() ? current.next() : Collections.<ImageBlock>emptyIterator().next();
  }
}
