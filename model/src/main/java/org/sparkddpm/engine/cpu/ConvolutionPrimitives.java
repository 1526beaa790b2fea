package org.sparkddpm.engine.cpu;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_FROM;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_TO;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/**
 * The three primitives of one convolution, made once: images stay channels last, and the weights
 * are brought into the order that the primitive prefers before each run and back after it.
 */
final class ConvolutionPrimitives {

  private static final int DIRECT = dnnl.algorithm.convolution_direct.value;
  private static final String STRIDED = "brgconv_strided";

  private final ConvolutionShape shape;
  private final boolean fixedWeights;
  private final stream cpuStream;
  private final memory.desc x;
  private final memory.desc out;
  private final memory.desc weights;
  private final memory.desc bias;
  private final convolution_forward.primitive_desc plan;
  private final OneDnnCall forward;
  private final OneDnnCall forwardOrder;
  private boolean ordered;
  private OneDnnCall inputGradient;
  private OneDnnCall inputGradientOrder;
  private boolean inputGradientOrdered;
  private OneDnnCall weightGradient;
  private OneDnnCall weightGradientOrder;

  ConvolutionPrimitives(ConvolutionShape shape, boolean fixedWeights, stream cpuStream) {
    this.shape = shape;
    this.fixedWeights = fixedWeights;
    this.cpuStream = cpuStream;
    x = OneDnn.floats(shape.x(), memory.format_tag.nhwc);
    out = OneDnn.floats(shape.out(), memory.format_tag.nhwc);
    weights = OneDnn.floats(shape.weights(), memory.format_tag.any);
    bias = OneDnn.floats(new long[] {shape.outputs()}, memory.format_tag.x);
    plan =
        new convolution_forward.primitive_desc(
            OneDnn.engine(),
            dnnl.prop_kind.forward_training.value,
            DIRECT,
            x,
            weights,
            bias,
            out,
            shape.strides(),
            shape.paddingBefore(),
            shape.paddingAfter());
    memory ordered = new memory(plan.weights_desc(), OneDnn.engine());
    forwardOrder = orderWeights(ordered);
    forward =
        new OneDnnCall(new convolution_forward(plan), cpuStream)
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_WEIGHTS, ordered)
            .with(DNNL_ARG_BIAS, bias)
            .with(DNNL_ARG_DST, out);
  }

  /** The name of the code that oneDNN took, for example {@code brg_conv_fwd:avx512_core}. */
  String implementation() {
    return name(plan);
  }

  private static String name(primitive_desc_base plan) {
    return plan.impl_info_str().getString();
  }

  void forward(OffHeap in, OffHeap w, OffHeap b, OffHeap result) {
    if (!ordered) {
      forwardOrder.at(DNNL_ARG_FROM, w).run();
      ordered = fixedWeights;
    }
    forward.at(DNNL_ARG_SRC, in).at(DNNL_ARG_BIAS, b).at(DNNL_ARG_DST, result).run();
  }

  void weightsChanged() {
    ordered = false;
    inputGradientOrdered = false;
  }

  void inputGradient(OffHeap w, OffHeap dOut, OffHeap dx) {
    if (inputGradient == null) {
      planInputGradient();
    }
    if (!inputGradientOrdered) {
      inputGradientOrder.at(DNNL_ARG_FROM, w).run();
      inputGradientOrdered = fixedWeights;
    }
    inputGradient.at(DNNL_ARG_DIFF_DST, dOut).at(DNNL_ARG_DIFF_SRC, dx).run();
  }

  void weightGradient(OffHeap in, OffHeap dOut, OffHeap dw, OffHeap db) {
    if (weightGradient == null) {
      planWeightGradient();
    }
    weightGradient
        .at(DNNL_ARG_SRC, in)
        .at(DNNL_ARG_DIFF_DST, dOut)
        .at(DNNL_ARG_DIFF_BIAS, db)
        .run();
    weightGradientOrder.at(DNNL_ARG_TO, dw).run();
  }

  private void planInputGradient() {
    convolution_backward_data.primitive_desc gradient =
        new convolution_backward_data.primitive_desc(
            OneDnn.engine(),
            DIRECT,
            x,
            weights,
            out,
            shape.strides(),
            shape.paddingBefore(),
            shape.paddingAfter(),
            plan);
    // The code for strides that oneDNN prefers takes up to 1.6 times the time of the next one.
    while (name(gradient).startsWith(STRIDED) && gradient.next_impl()) {}
    memory ordered = new memory(gradient.weights_desc(), OneDnn.engine());
    inputGradientOrder = orderWeights(ordered);
    inputGradient =
        new OneDnnCall(new convolution_backward_data(gradient), cpuStream)
            .with(DNNL_ARG_DIFF_SRC, x)
            .with(DNNL_ARG_WEIGHTS, ordered)
            .with(DNNL_ARG_DIFF_DST, out);
  }

  private void planWeightGradient() {
    convolution_backward_weights.primitive_desc gradient =
        new convolution_backward_weights.primitive_desc(
            OneDnn.engine(),
            DIRECT,
            x,
            weights,
            bias,
            out,
            shape.strides(),
            shape.paddingBefore(),
            shape.paddingAfter(),
            plan);
    memory ordered = new memory(gradient.diff_weights_desc(), OneDnn.engine());
    memory plain = plainWeights();
    weightGradientOrder =
        new OneDnnCall(new reorder(ordered, plain), cpuStream)
            .with(DNNL_ARG_FROM, ordered)
            .with(DNNL_ARG_TO, plain.get_desc());
    weightGradient =
        new OneDnnCall(new convolution_backward_weights(gradient), cpuStream)
            .with(DNNL_ARG_SRC, x)
            .with(DNNL_ARG_DIFF_WEIGHTS, ordered)
            .with(DNNL_ARG_DIFF_BIAS, bias)
            .with(DNNL_ARG_DIFF_DST, out);
  }

  private OneDnnCall orderWeights(memory ordered) {
    memory plain = plainWeights();
    return new OneDnnCall(new reorder(plain, ordered), cpuStream)
        .with(DNNL_ARG_FROM, plain.get_desc())
        .with(DNNL_ARG_TO, ordered);
  }

  /** Says how weights lie in a checkpoint; has no memory. */
  private memory plainWeights() {
    return OneDnn.unplaced(OneDnn.floats(shape.weights(), memory.format_tag.oihw));
  }
}
