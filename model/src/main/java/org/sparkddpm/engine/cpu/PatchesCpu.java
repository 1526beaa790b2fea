package org.sparkddpm.engine.cpu;

import org.sparkddpm.engine.Tensor;

/** Between images and maps of their square patches, one image after the other. */
final class PatchesCpu {

  void cut(Tensor images, int size, Tensor patches) {
    move(images, size, patches, true);
  }

  void join(Tensor patches, int size, Tensor images) {
    move(images, size, patches, false);
  }

  private static void move(Tensor images, int size, Tensor patches, boolean cut) {
    int width = Math.toIntExact(images.size(2));
    int run = Math.toIntExact(size * images.size(3));
    int length = Math.toIntExact(images.length() / images.size(0));
    OffHeap whole = OffHeap.of(images);
    OffHeap parts = OffHeap.of(patches, images.length());
    float[] from = new float[length];
    float[] to = new float[length];
    int row = width / size * run;
    for (long start = 0; start < images.length(); start += length) {
      (cut ? whole : parts).read(start, from, length);
      for (int first = 0; first < length; first += run) {
        int y = first / row;
        int column = first % row / run;
        // A run of pixels within one row of a patch stays together.
        int place = ((y / size * (width / size) + column) * size + y % size) * run;
        System.arraycopy(from, cut ? first : place, to, cut ? place : first, run);
      }
      (cut ? parts : whole).write(to, start, length);
    }
  }
}
