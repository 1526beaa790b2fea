package org.sparkddpm.engine.cuda;

import java.util.List;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.Tensor;

/** All kernels of a card; each of the classes behind it starts those of one file. */
final class CudaKernels extends PendingKernels {

  private final ElementsCuda elements;
  private final RowsCuda rows;
  private final ConvolutionCuda convolution;
  private final DenseCuda dense;

  CudaKernels(Launcher launcher) {
    elements = new ElementsCuda(launcher);
    rows = new RowsCuda(launcher);
    convolution = new ConvolutionCuda(launcher);
    dense = new DenseCuda(launcher);
  }

  @Override
  public void activate(Activation activation, Tensor x, Tensor out) {
    elements.activate(activation, x, out);
  }

  @Override
  public void activateBackward(Activation activation, Tensor x, Tensor dOut, Tensor dx) {
    elements.activateBackward(activation, x, dOut, dx);
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    elements.add(a, b, out);
  }

  @Override
  public void copy(Tensor from, Tensor to) {
    elements.copy(from, to);
  }

  @Override
  public void fill(Tensor value, Tensor out) {
    elements.fill(value, out);
  }

  @Override
  public void concat(List<Tensor> parts, Tensor out) {
    rows.concat(parts, out);
  }

  @Override
  public void split(Tensor whole, List<Tensor> parts) {
    rows.split(whole, parts);
  }

  @Override
  public void gather(Tensor indices, Tensor table, Tensor out) {
    rows.gather(indices, table, out);
  }

  @Override
  public void gatherBackward(Tensor indices, Tensor dOut, Tensor dTable) {
    rows.gatherBackward(indices, dOut, dTable);
  }

  @Override
  public void scatter(Tensor index, Tensor row, Tensor table) {
    rows.scatter(index, row, table);
  }

  @Override
  public void increment(Tensor counter) {
    rows.increment(counter);
  }

  @Override
  public void patches(Tensor images, int size, Tensor patches) {
    rows.patches(images, size, patches);
  }

  @Override
  public void joinPatches(Tensor patches, int size, Tensor images) {
    rows.joinPatches(patches, size, images);
  }

  @Override
  public void convolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    convolution.forward(x, w, b, stride, out);
  }

  @Override
  public void convolutionBackward(
      Tensor x, Tensor w, Tensor b, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    convolution.backward(x, w, dOut, stride, dx, dw, db);
  }

  @Override
  public void transposedConvolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    convolution.transposed(x, w, b, stride, out);
  }

  @Override
  public void transposedConvolutionBackward(
      Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    convolution.transposedBackward(x, w, dOut, stride, dx, dw, db);
  }

  @Override
  public void dense(Tensor x, Tensor w, Tensor b, Tensor out) {
    dense.forward(x, w, b, out);
  }

  @Override
  public void denseBackward(Tensor x, Tensor w, Tensor dOut, Tensor dx, Tensor dw, Tensor db) {
    dense.backward(x, w, dOut, dx, dw, db);
  }
}
