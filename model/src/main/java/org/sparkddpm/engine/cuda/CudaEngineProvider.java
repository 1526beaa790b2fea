package org.sparkddpm.engine.cuda;

import java.io.IOException;
import java.util.Optional;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineProvider;
import org.sparkddpm.engine.Precision;

/** Offers NVIDIA's cards of capability 7.5 and newer, where the driver is. */
public final class CudaEngineProvider implements EngineProvider {

  private static final int RANK = 5;

  @Override
  public String name() {
    return CudaEngine.NAME;
  }

  @Override
  public int rank() {
    return RANK;
  }

  @Override
  public Optional<String> missing() {
    Optional<String> installation = Installation.missing();
    if (installation.isPresent()) {
      return installation;
    }
    try {
      BundledNvrtc.load();
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of("the compiler for kernels is missing: " + e.getMessage());
    }
  }

  @Override
  public Engine create(boolean fixedWeights) {
    return create(0, null);
  }

  /**
   * An engine on a card.
   *
   * @param number of the card, from 0, among those that the process sees
   * @param precision of products, or null for the fastest that the card has
   */
  static CudaEngine create(int number, Precision precision) {
    try {
      Installation installation = Installation.find();
      Card card = installation.cards().get(number);
      KernelCompiler compiler =
          new KernelCompiler(BundledNvrtc.load(), new KernelCache(CacheFolder.path()));
      Precision fastest =
          card.capability().compareTo(Capability.TENSOR_FLOATS) < 0
              ? Precision.FP32
              : Precision.TF32;
      return new CudaEngine(installation, card, compiler, precision == null ? fastest : precision);
    } catch (Installation.MissingException e) {
      throw new IllegalStateException("engine cuda cannot run here: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("compiled kernels have no place: " + e.getMessage(), e);
    }
  }
}
