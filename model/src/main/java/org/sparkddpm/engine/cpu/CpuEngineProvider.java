package org.sparkddpm.engine.cpu;

import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.engine.EngineProvider;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.natives.NativeBackend;

/** Offers the CPU where oneDNN loads. */
public final class CpuEngineProvider implements EngineProvider {

  private static final int RANK = 10;

  @Override
  public String name() {
    return CpuEngine.NAME;
  }

  @Override
  public int rank() {
    return RANK;
  }

  @Override
  public Optional<String> missing() {
    Optional<String> backend = NativeBackend.missing();
    if (backend.isPresent()) {
      return backend;
    }
    if (!Nd4j.getEnvironment().isCPU()) {
      return Optional.of("the jars are those for CUDA, without the libraries for the CPU");
    }
    return Optional.ofNullable(OneDnn.missing())
        .map(
            why ->
                "oneDNN did not load: " + why + "; put dnnl for this platform on the class path");
  }

  @Override
  public Engine create(EngineSettings settings) {
    return new CpuEngine(settings.fixedWeights());
  }
}
