package org.sparkddpm.engine.cuda;

import com.sun.jna.ptr.LongByReference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineDevice;
import org.sparkddpm.engine.EngineProvider;
import org.sparkddpm.engine.EngineSettings;
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
      return Optional.of("the compiler for kernels is missing: " + LoadedLibraries.reason(e));
    }
  }

  @Override
  public boolean needsDevice() {
    return true;
  }

  @Override
  public List<EngineDevice> devices() {
    try {
      Installation installation = Installation.find();
      return installation.cards().stream()
          .map(card -> card.described(installation.driver(), installation.driverVersion()))
          .toList();
    } catch (Installation.MissingException none) {
      return List.of();
    }
  }

  @Override
  public long freeBytes(int device) {
    Installation installation = installation();
    try (Context context = Context.of(installation.driver(), installation.cards().get(device))) {
      context.enter();
      LongByReference free = new LongByReference();
      context.check(
          installation.driver().cuMemGetInfo_v2(free, new LongByReference()), "cuMemGetInfo");
      return free.getValue();
    }
  }

  @Override
  public List<Precision> precisions(int device) {
    return device == EngineSettings.HOST
        ? Card.ALL_PRECISIONS
        : installation().cards().get(device).precisions();
  }

  @Override
  public Engine create(EngineSettings settings) {
    Installation installation = installation();
    Card card = installation.cards().get(settings.device());
    try {
      KernelCompiler compiler =
          new KernelCompiler(BundledNvrtc.load(), new KernelCache(CacheFolder.path()));
      return new CudaEngine(installation, card, compiler, settings.precision());
    } catch (IOException e) {
      throw new IllegalStateException("compiled kernels have no place: " + e.getMessage(), e);
    }
  }

  private static Installation installation() {
    try {
      return Installation.find();
    } catch (Installation.MissingException e) {
      throw new IllegalStateException("engine cuda cannot run here: " + e.getMessage(), e);
    }
  }
}
