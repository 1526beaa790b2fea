package org.sparkddpm.engine.loops;

import java.util.List;
import org.sparkddpm.engine.Activation;
import org.sparkddpm.engine.LayerKernels;
import org.sparkddpm.engine.Tensor;

/** The network's layers. */
class LayerLoops implements LayerKernels {

  @Override
  public void convolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    new Products(x, w, out, stride).toSmall(b);
  }

  @Override
  public void convolutionBackward(
      Tensor x, Tensor w, Tensor b, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    if (dx != null) {
      new Products(dx, w, dOut, stride).toLarge(null);
    }
    new Products(x, dw, dOut, stride).toWeights();
    Products.toBias(dOut, db);
  }

  @Override
  public void transposedConvolution(Tensor x, Tensor w, Tensor b, int stride, Tensor out) {
    new Products(out, w, x, stride).toLarge(b);
  }

  @Override
  public void transposedConvolutionBackward(
      Tensor x, Tensor w, Tensor dOut, int stride, Tensor dx, Tensor dw, Tensor db) {
    new Products(dOut, w, dx, stride).toSmall(null);
    new Products(dOut, dw, x, stride).toWeights();
    Products.toBias(dOut, db);
  }

  @Override
  public void dense(Tensor x, Tensor w, Tensor b, Tensor out) {
    convolution(pixels(x), window(w), b, 1, pixels(out));
  }

  @Override
  public void denseBackward(Tensor x, Tensor w, Tensor dOut, Tensor dx, Tensor dw, Tensor db) {
    new Products(pixels(dx), window(w), pixels(dOut), 1).toLarge(null);
    new Products(pixels(x), window(dw), pixels(dOut), 1).toWeights();
    if (db != null) {
      Products.toBias(dOut, db);
    }
  }

  private static Tensor pixels(Tensor x) {
    return x.reshape(x.rows(), 1, 1, x.size(-1));
  }

  private static Tensor window(Tensor w) {
    return w.reshape(w.size(0), w.size(1), 1, 1);
  }

  @Override
  public void groupNormSilu(
      Tensor x, Tensor gain, Tensor bias, Tensor scaleShift, int groups, Tensor out) {
    Normal normal = Normal.of(x, Math.toIntExact(x.size(0)), groups);
    for (int i = 0; i < out.length(); i++) {
      Film film = new Film(normal, gain, bias, scaleShift, i);
      Floats.set(out, i, Curves.value(Activation.SILU, film.affine * film.scale + film.shift));
    }
  }

  @Override
  public void groupNormSiluBackward(
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
    Normal normal = Normal.of(x, Math.toIntExact(x.size(0)), groups);
    double[] dAffine = new double[normal.hat().length];
    double[] both = new double[scaleShift == null ? 0 : Floats.length(scaleShift)];
    for (int i = 0; i < dAffine.length; i++) {
      Film film = new Film(normal, gain, bias, scaleShift, i);
      double y = film.affine * film.scale + film.shift;
      double dy = Floats.at(dOut, i) * Curves.slope(Activation.SILU, y);
      dAffine[i] = dy * film.scale;
      if (scaleShift != null) {
        both[film.at] += dy * film.affine;
        both[film.at + normal.channels()] += dy;
      }
    }
    if (scaleShift != null) {
      Floats.write(both, dScaleShift);
    }
    affineBackward(normal, gain, dAffine, dx, dGain, dBias);
  }

  /** What is done to a normalised element: a map of its channel, and of its channel and image. */
  private static final class Film {
    final int at;
    final double affine;
    final double scale;
    final double shift;

    Film(Normal normal, Tensor gain, Tensor bias, Tensor scaleShift, int i) {
      int c = i % normal.channels();
      at = i / (normal.hat().length / normal.images()) * 2 * normal.channels() + c;
      affine = normal.hat()[i] * Floats.at(gain, c) + Floats.at(bias, c);
      scale = scaleShift == null ? 1 : 1 + Floats.at(scaleShift, at);
      shift = scaleShift == null ? 0 : Floats.at(scaleShift, at + normal.channels());
    }
  }

  private static void affineBackward(
      Normal normal, Tensor gain, double[] d, Tensor dx, Tensor dGain, Tensor dBias) {
    double[] gains = new double[normal.channels()];
    double[] biases = new double[normal.channels()];
    for (int i = 0; i < d.length; i++) {
      int c = i % normal.channels();
      gains[c] += d[i] * normal.hat()[i];
      biases[c] += d[i];
      d[i] *= Floats.at(gain, c);
    }
    Floats.write(normal.backward(d), dx);
    Floats.write(gains, dGain);
    Floats.write(biases, dBias);
  }

  @Override
  public void layerNorm(Tensor x, Tensor gain, Tensor bias, Tensor out) {
    Normal normal = Normal.of(x, Math.toIntExact(x.rows()), 1);
    Floats.fill(out, i -> new Film(normal, gain, bias, null, i).affine);
  }

  @Override
  public void layerNormBackward(
      Tensor x, Tensor gain, Tensor dOut, Tensor dx, Tensor dGain, Tensor dBias) {
    Normal normal = Normal.of(x, Math.toIntExact(x.rows()), 1);
    affineBackward(normal, gain, Floats.read(dOut), dx, dGain, dBias);
  }

  @Override
  public void attention(Tensor qkv, int heads, Tensor out) {
    Head.each(qkv, heads, head -> head.full().write(out, head.image(), head.channel()));
  }

  @Override
  public void attentionBackward(Tensor qkv, int heads, Tensor dOut, Tensor dQkv) {
    Head.each(qkv, heads, head -> head.fullBackward(dOut, dQkv));
  }

  @Override
  public void linearAttention(Tensor qkv, int heads, Tensor out) {
    Head.each(qkv, heads, head -> head.linear().write(out, head.image(), head.channel()));
  }

  @Override
  public void linearAttentionBackward(Tensor qkv, int heads, Tensor dOut, Tensor dQkv) {
    Head.each(qkv, heads, head -> head.linearBackward(dOut, dQkv));
  }

  @Override
  public void activate(Activation activation, Tensor x, Tensor out) {
    Floats.fill(out, i -> Curves.value(activation, Floats.at(x, i)));
  }

  @Override
  public void activateBackward(Activation activation, Tensor x, Tensor dOut, Tensor dx) {
    Floats.fill(dx, i -> Curves.slope(activation, Floats.at(x, i)) * Floats.at(dOut, i));
  }

  @Override
  public void add(Tensor a, Tensor b, Tensor out) {
    Floats.fill(out, i -> Floats.at(a, i) + Floats.at(b, i));
  }

  @Override
  public void concat(List<Tensor> parts, Tensor out) {
    columns(parts, out, (part, p, o) -> Floats.set(out, o, Floats.at(part, p)));
  }

  @Override
  public void split(Tensor whole, List<Tensor> parts) {
    columns(parts, whole, (part, p, w) -> Floats.set(part, p, Floats.at(whole, w)));
  }

  private interface Move {
    void of(Tensor part, int inPart, int inWhole);
  }

  private static void columns(List<Tensor> parts, Tensor whole, Move move) {
    int before = 0;
    for (Tensor part : parts) {
      int width = Math.toIntExact(part.size(-1));
      for (int i = 0; i < part.length(); i++) {
        move.of(part, i, i / width * Math.toIntExact(whole.size(-1)) + before + i % width);
      }
      before += width;
    }
  }

  @Override
  public void gather(Tensor indices, Tensor table, Tensor out) {
    int width = Math.toIntExact(table.size(-1));
    for (int i = 0; i < out.length(); i++) {
      Floats.set(out, i, Floats.at(table, place(indices, i / width, table) * width + i % width));
    }
  }

  @Override
  public void gatherBackward(Tensor indices, Tensor dOut, Tensor dTable) {
    int width = Math.toIntExact(dTable.size(-1));
    double[] sums = new double[Floats.length(dTable)];
    for (int i = 0; i < dOut.length(); i++) {
      sums[place(indices, i / width, dTable) * width + i % width] += Floats.at(dOut, i);
    }
    Floats.write(sums, dTable);
  }

  static int place(Tensor indices, int i, Tensor table) {
    int index = (int) Floats.at(indices, i);
    if (index < 0 || index >= table.size(0)) {
      throw new IndexOutOfBoundsException("index " + index + " is not a row of " + table);
    }
    return index;
  }

  @Override
  public void copy(Tensor from, Tensor to) {
    Floats.write(Floats.read(from), to);
  }

  @Override
  public void patches(Tensor images, int size, Tensor patches) {
    pixels(images, size, (i, p) -> Floats.set(patches, p, Floats.at(images, i)));
  }

  @Override
  public void joinPatches(Tensor patches, int size, Tensor images) {
    pixels(images, size, (i, p) -> Floats.set(images, i, Floats.at(patches, p)));
  }

  private interface Pair {
    void of(int inImages, int inPatches);
  }

  private static void pixels(Tensor images, int size, Pair pair) {
    int height = Math.toIntExact(images.size(1));
    int width = Math.toIntExact(images.size(2));
    int c = Math.toIntExact(images.size(3));
    for (int i = 0; i < images.length(); i++) {
      int y = i / c / width % height;
      int x = i / c % width;
      int image = i / c / width / height;
      int patch = (image * (height / size) + y / size) * (width / size) + x / size;
      pair.of(i, ((patch * size + y % size) * size + x % size) * c + i % c);
    }
  }

  @Override
  public void sinusoids(Tensor timesteps, Tensor out) {
    int width = Math.toIntExact(out.size(1));
    int half = width / 2;
    for (int i = 0; i < out.length(); i++) {
      int j = i % half;
      double angle = Floats.at(timesteps, i / width) * Math.pow(10_000, -j / (half - 1.0));
      Floats.set(out, i, i % width < half ? Math.sin(angle) : Math.cos(angle));
    }
  }
}
