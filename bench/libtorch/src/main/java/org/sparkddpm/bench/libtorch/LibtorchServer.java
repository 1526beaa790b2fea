package org.sparkddpm.bench.libtorch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.parameter_iterator;
import org.bytedeco.pytorch.parameter_list;

/**
 * Timed steps of the network in libtorch: {@code train|sample FILE THREADS}, where FILE is what
 * {@code bench/peer/torchscript.py} wrote. Speaks the language of {@code bench/peer/server.py}.
 */
// Scopes free or switch by being open.
@SuppressWarnings("try")
public final class LibtorchServer {

  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.99;
  private static final double EPSILON = 1e-8;
  private static final long TRIAL_NANOS = 300_000_000;

  private final JitModule network;
  private final DoubleSupplier step;

  private LibtorchServer(String step, String file) {
    this.network = torch.import_ir_module(new CompilationUnit(), file);
    this.step = step.equals("train") ? training() : sampling();
  }

  /** Serves until told to end. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // All at once: a library that another one finds missing may be found in the system instead.
    Loader.cacheResources("/org/bytedeco/pytorch/" + Loader.getPlatform() + "/");
    torch.set_num_threads(Integer.parseInt(args[2]));
    LibtorchServer server = new LibtorchServer(args[0], args[1]);
    answers.println("{\"name\": \"libtorch " + args[3] + "\"}");
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine();
        line != null && !line.isEmpty();
        line = requests.readLine()) {
      int space = line.indexOf(' ');
      answers.println(server.answer(line.substring(0, space), line.substring(space + 1)));
    }
  }

  private String answer(String request, String argument) throws IOException {
    return switch (request) {
      case "run" -> run(Integer.parseInt(argument));
      case "output" -> output(Path.of(argument));
      case "gemm" -> gemm(Long.parseLong(argument));
      default -> throw new IllegalArgumentException("no request '" + request + "'");
    };
  }

  private String run(int count) {
    double value = Double.NaN;
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      try (PointerScope scope = new PointerScope()) {
        value = step.getAsDouble();
      }
    }
    return String.format(
        Locale.ROOT, "{\"nanos\": %d, \"value\": %s}", System.nanoTime() - start, value);
  }

  private DoubleSupplier training() {
    network.train();
    TensorVector parameters = parameters();
    AdamOptions options = new AdamOptions(network.attr("learning_rate").toDouble());
    options.betas().put(BETA_1, BETA_2);
    options.eps().put(EPSILON);
    Adam adam = new Adam(parameters, options);
    double clip = network.attr("gradient_clip").toDouble();
    Tensor images = tensor("images");
    Tensor timesteps = tensor("timesteps");
    Tensor labels = tensor("labels");
    Tensor noise = tensor("noise");
    return () -> {
      adam.zero_grad();
      Tensor loss = torch.mse_loss(predict(images, timesteps, labels), noise);
      loss.backward();
      if (clip > 0) {
        torch.clip_grad_norm_(parameters, clip);
      }
      adam.step();
      return loss.item_double();
    };
  }

  /** Both branches of the guidance in one batch of twice the size. */
  private DoubleSupplier sampling() {
    network.eval();
    Tensor images = tensor("images");
    Tensor twiceImages = twice(images, images);
    Tensor timesteps = twice(tensor("timesteps"), tensor("timesteps"));
    Tensor labels = tensor("labels");
    Tensor none = labels.mul(new Scalar(0)).add(new Scalar(network.attr("no_label").toInt()));
    Tensor twiceLabels = twice(labels, none);
    Scalar guidance = new Scalar(network.attr("guidance").toDouble());
    return () -> {
      try (InferenceMode inference = new InferenceMode()) {
        TensorVector branches = predict(twiceImages, timesteps, twiceLabels).chunk(2);
        Tensor unconditional = branches.get(1);
        Tensor guided = unconditional.add(branches.get(0).sub(unconditional).mul(guidance));
        return guided.square().mean().item_double();
      }
    };
  }

  private TensorVector parameters() {
    parameter_list list = network.parameters();
    TensorVector parameters = new TensorVector();
    parameter_iterator next = list.begin();
    for (long i = 0; i < list.size(); i++) {
      parameters.push_back(next.multiply());
      next.increment();
    }
    return parameters;
  }

  private Tensor tensor(String name) {
    return network.attr(name).toTensor();
  }

  private static Tensor twice(Tensor first, Tensor second) {
    return torch.cat(new TensorVector(first, second));
  }

  private Tensor predict(Tensor images, Tensor timesteps, Tensor labels) {
    return network
        .forward(new IValueVector(new IValue(images), new IValue(timesteps), new IValue(labels)))
        .toTensor();
  }

  private String output(Path file) throws IOException {
    try (PointerScope scope = new PointerScope();
        InferenceMode inference = new InferenceMode()) {
      Tensor noise = predict(tensor("images"), tensor("timesteps"), tensor("labels")).contiguous();
      float[] values = new float[Math.toIntExact(noise.numel())];
      noise.data_ptr_float().get(values);
      ByteBuffer bytes =
          ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      Files.write(file, bytes.array());
    }
    return "{}";
  }

  private static String gemm(long n) {
    Tensor a = torch.randn(n, n);
    Tensor b = torch.randn(n, n);
    Tensor out = torch.randn(n, n);
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + TRIAL_NANOS;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      torch.mm_out(out, a, b);
      best = Math.min(best, System.nanoTime() - start);
    }
    return String.format(Locale.ROOT, "{\"gflops\": %.1f}", 2.0 * n * n * n / best);
  }
}
