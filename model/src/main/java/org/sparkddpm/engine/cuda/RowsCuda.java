package org.sparkddpm.engine.cuda;

import java.util.List;
import org.sparkddpm.engine.Tensor;

/**
 * Copies of rows ({@code rows.cu}): side by side and apart, by index, and of patches of images.
 *
 * <p>An index that a table lacks is found by the card alone, which cannot throw: what would have
 * been read, or the table that would have been written, becomes NaN, and nothing beside a table is
 * touched.
 */
final class RowsCuda {

  private final Launcher launcher;

  RowsCuda(Launcher launcher) {
    this.launcher = launcher;
  }

  void concat(List<Tensor> parts, Tensor out) {
    requireColumns(parts, out);
    long first = 0;
    for (Tensor part : parts) {
      columns(part, part.size(-1), 0, out, out.size(-1), first, part);
      first += part.size(-1);
    }
  }

  void split(Tensor whole, List<Tensor> parts) {
    requireColumns(parts, whole);
    long first = 0;
    for (Tensor part : parts) {
      columns(whole, whole.size(-1), first, part, part.size(-1), 0, part);
      first += part.size(-1);
    }
  }

  private void columns(
      Tensor from,
      long fromWidth,
      long fromFirst,
      Tensor to,
      long toWidth,
      long toFirst,
      Tensor part) {
    if (part.length() > 0) {
      launcher.launch(
          "copy_columns",
          ElementsCuda.grid(launcher, part.length()),
          Launcher.THREADS,
          0,
          from,
          fromWidth,
          fromFirst,
          to,
          toWidth,
          toFirst,
          part.rows(),
          part.size(-1));
    }
  }

  private static void requireColumns(List<Tensor> parts, Tensor whole) {
    long columns = 0;
    for (Tensor part : parts) {
      Shapes.requireLength(part, whole.rows() * part.size(-1), "a part");
      columns += part.size(-1);
    }
    if (columns != whole.size(-1)) {
      throw new IllegalArgumentException(
          "the parts have %d columns together, and the whole has %d"
              .formatted(columns, whole.size(-1)));
    }
  }

  void gather(Tensor indices, Tensor table, Tensor out) {
    long rows = table.size(0);
    long columns = table.size(1);
    Shapes.require(out, "the gathered rows", indices.length(), columns);
    if (out.length() > 0) {
      launcher.launch(
          "gather_rows",
          ElementsCuda.grid(launcher, out.length()),
          Launcher.THREADS,
          0,
          indices,
          table,
          rows,
          columns,
          out,
          indices.length());
    }
  }

  void gatherBackward(Tensor indices, Tensor dOut, Tensor dTable) {
    long rows = dTable.size(0);
    long columns = dTable.size(1);
    Shapes.require(dOut, "the gradient of the gathered rows", indices.length(), columns);
    if (dTable.length() > 0) {
      launcher.launch(
          "gather_rows_backward",
          new Grid(
              Grid.over(columns, Launcher.THREADS).x(),
              Math.toIntExact(Math.min(rows, Grid.MOST_ACROSS)),
              1),
          Launcher.THREADS,
          0,
          indices,
          dOut,
          indices.length(),
          columns,
          dTable,
          rows);
    }
  }

  void scatter(Tensor index, Tensor row, Tensor table) {
    Shapes.requireLength(index, 1, "the index");
    Shapes.requireLength(row, table.size(1), "the row");
    if (table.length() > 0) {
      launcher.launch(
          "scatter_row",
          ElementsCuda.grid(launcher, row.length()),
          Launcher.THREADS,
          0,
          index,
          row,
          table,
          table.size(0),
          table.size(1));
    }
  }

  void increment(Tensor counter) {
    Shapes.requireLength(counter, 1, "the counter");
    launcher.launch("increment", Grid.of(1), Launcher.WARP, 0, counter);
  }

  void patches(Tensor images, int size, Tensor patches) {
    movePatches("cut_patches", images, size, images, patches);
  }

  void joinPatches(Tensor patches, int size, Tensor images) {
    movePatches("join_patches", images, size, patches, images);
  }

  private void movePatches(String kernel, Tensor images, int size, Tensor from, Tensor to) {
    if (size < 1 || images.size(1) % size != 0 || images.size(2) % size != 0) {
      throw new IllegalArgumentException(
          "%s cannot be cut into patches of %d pixels".formatted(images, size));
    }
    Shapes.requireLength(from, to.length(), "what is moved");
    if (to.length() > 0) {
      launcher.launch(
          kernel,
          ElementsCuda.grid(launcher, to.length()),
          Launcher.THREADS,
          0,
          from,
          to,
          to.length(),
          images.size(2),
          size,
          images.size(3));
    }
  }
}
