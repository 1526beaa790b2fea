package org.sparkddpm.engine.cpu;

import java.util.List;
import org.sparkddpm.engine.AdamDecays;
import org.sparkddpm.engine.HostKernels;
import org.sparkddpm.engine.Tensor;

/** All kernels of one network for floats in the CPU's memory. */
final class CpuKernels extends CpuLayers implements HostKernels {

  private final AdamCpu norms = new AdamCpu();
  private final ThreadedLoop<AdamCpu> adam = new ThreadedLoop<>(AdamCpu::new);

  CpuKernels(boolean fixedWeights) {
    super(fixedWeights);
  }

  @Override
  public void meanSquaredError(Tensor prediction, Tensor target, Tensor loss, Tensor dPrediction) {
    List<ElementsCpu> parts =
        elements.run(
            ElementsCpu.tiling(prediction).count(),
            (part, from, to) -> part.squaredError(prediction, target, dPrediction, from, to));
    double sum = parts.stream().mapToDouble(ElementsCpu::sum).sum();
    write((float) (sum / prediction.length()), loss);
  }

  @Override
  public void clipFactor(Tensor gradient, double limit, int count, Tensor factor) {
    double scale = 1;
    if (limit > 0) {
      double norm = Math.sqrt(norms.squaredNorm(gradient)) / count;
      if (norm > limit) {
        scale = limit / norm;
      }
    }
    write((float) (scale / count), factor);
  }

  @Override
  public void adam(
      AdamDecays decays,
      Tensor rate,
      Tensor gradient,
      Tensor factor,
      Tensor first,
      Tensor second,
      Tensor parameters) {
    float step = read(rate);
    float scale = read(factor);
    adam.run(
        AdamCpu.tiling(gradient.length()).count(),
        (part, from, to) ->
            part.step(decays, step, gradient, scale, first, second, parameters, from, to));
  }

  @Override
  public void descend(Tensor rate, Tensor gradient, Tensor factor, Tensor parameters) {
    combine(1, parameters, -read(rate) * read(factor), gradient, parameters);
  }

  @Override
  public void combine(Tensor factors, Tensor x, Tensor y, Tensor out) {
    float[] both = floats(factors);
    combine(both[0], x, both[1], y, out);
  }

  private void combine(float a, Tensor x, float b, Tensor y, Tensor out) {
    elements.run(
        ElementsCpu.tiling(out).count(),
        (part, from, to) -> part.combine(a, x, b, y, out, from, to));
  }

  @Override
  public void clamp(Tensor x, double low, double high, Tensor out) {
    elements.run(
        ElementsCpu.tiling(out).count(),
        (part, from, to) -> part.clamp(x, (float) low, (float) high, out, from, to));
  }

  @Override
  public void guide(Tensor conditional, Tensor unconditional, double scale, Tensor out) {
    elements.run(
        ElementsCpu.tiling(out).count(),
        (part, from, to) -> part.guide(conditional, unconditional, (float) scale, out, from, to));
  }

  @Override
  public float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.length())];
    OffHeap.of(tensor).read(0, values, values.length);
    return values;
  }

  @Override
  public void assign(float[] values, Tensor to) {
    OffHeap.of(to, values.length).write(values, 0, values.length);
  }

  private static float read(Tensor number) {
    return OffHeap.of(number, 1).start().get();
  }

  private static void write(float value, Tensor number) {
    OffHeap.of(number, 1).start().put(value);
  }
}
