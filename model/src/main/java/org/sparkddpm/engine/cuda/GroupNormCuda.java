package org.sparkddpm.engine.cuda;

import org.sparkddpm.engine.Tensor;

/** Group normalisation, affine map, scale and shift, and SiLU ({@code group_norm.cu}). */
final class GroupNormCuda {

  private final Launcher launcher;

  GroupNormCuda(Launcher launcher) {
    this.launcher = launcher;
  }

  void forward(Tensor x, Tensor gain, Tensor bias, Tensor scaleShift, int groups, Tensor out) {
    GroupSlabs slabs = GroupSlabs.of(x, groups, Packs.fit(x, out));
    requireParameters(slabs, gain, bias, scaleShift);
    Shapes.requireLength(out, x.length(), "the output");
    launcher.launch(
        slabs.kernel("group_norm_silu"),
        slabs.grid(),
        GroupSlabs.THREADS,
        slabs.shared(),
        x,
        gain,
        bias,
        scaleShift,
        out,
        slabs.positions(),
        slabs.channels(),
        slabs.perGroup(),
        slabs.width());
  }

  void backward(
      Tensor x,
      Tensor gain,
      Tensor bias,
      Tensor scaleShift,
      int groups,
      Tensor dOut,
      Tensor dx,
      Tensor dGain,
      Tensor dBias,
      Tensor dScaleShift) {
    GroupSlabs slabs = GroupSlabs.of(x, groups, Packs.fit(x, dOut, dx));
    requireParameters(slabs, gain, bias, scaleShift);
    requireParameters(slabs, dGain, dBias, dScaleShift);
    Shapes.requireLength(dOut, x.length(), "the output's gradient");
    Shapes.requireLength(dx, x.length(), "the gradient of x");
    if ((scaleShift == null) != (dScaleShift == null)) {
      throw new IllegalArgumentException(
          "scale and shift are %s and their gradient is %s; give both or neither"
              .formatted(scaleShift, dScaleShift));
    }
    Tensor partials = launcher.scratch(2L * slabs.images() * slabs.channels());
    launcher.launch(
        slabs.kernel("group_norm_silu_backward"),
        slabs.grid(),
        GroupSlabs.THREADS,
        slabs.shared(),
        x,
        gain,
        bias,
        scaleShift,
        dOut,
        dx,
        partials,
        dScaleShift,
        slabs.positions(),
        slabs.channels(),
        slabs.perGroup(),
        slabs.width());
    PartialSums.add(launcher, partials, slabs.images(), dGain, dBias);
  }

  private static void requireParameters(
      GroupSlabs slabs, Tensor gain, Tensor bias, Tensor scaleShift) {
    Shapes.requireLength(gain, slabs.channels(), "a gain or its gradient");
    Shapes.requireLength(bias, slabs.channels(), "a bias or its gradient");
    if (scaleShift != null) {
      Shapes.requireLength(
          scaleShift,
          2L * slabs.images() * slabs.channels(),
          "a scale and shift or their gradient");
    }
  }
}
