package org.sparkddpm.engine;

/** The kernels of a {@link HostEngine}; random numbers are drawn on the heap. */
public interface HostKernels extends Kernels {

  /** A copy of a tensor, which may be empty. */
  float[] floats(Tensor tensor);

  /**
   * Overwrites a tensor.
   *
   * @param values as many as it has, which may be none
   */
  void assign(float[] values, Tensor to);

  @Override
  default void noisedBatch(
      Noising noising,
      ResidentImages images,
      Tensor levels,
      Tensor round,
      Tensor plan,
      Tensor cursor,
      Tensor x,
      Tensor timesteps,
      Tensor labels,
      Tensor noise) {
    int count = Math.toIntExact(x.size(0));
    long step = (long) floats(cursor)[0];
    HeapImages.Batch batch =
        HeapImages.draw(noising, images, floats(levels), round, plan, step, count);
    assign(batch.x(), x);
    assign(batch.timesteps(), timesteps);
    assign(batch.labels(), labels);
    assign(batch.noise(), noise);
  }

  @Override
  default void sampleNoise(Tensor seed, Tensor images, Tensor step, Tensor out) {
    int size = Math.toIntExact(out.size(1));
    assign(HeapImages.sampleNoise(seed, images, (long) floats(step)[0], size), out);
  }
}
