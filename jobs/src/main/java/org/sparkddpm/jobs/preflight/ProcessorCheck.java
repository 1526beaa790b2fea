package org.sparkddpm.jobs.preflight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the native libraries are made for this machine: their code crashes on a lesser one. */
final class ProcessorCheck {

  private static final String NAME = "cpu";
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final List<String> SHOWN =
      List.of("avx2", "fma", "avx512f", "avx512_vnni", "amx_tile");

  private ProcessorCheck() {}

  static Finding here() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"), flags());
  }

  /**
   * Judges.
   *
   * @param flags the processor's extensions as Linux names them; empty where unknown
   */
  static Finding of(String system, String architecture, Set<String> flags) {
    String machine = system + " on " + architecture;
    if (!system.equals("Linux") || !architecture.equals("amd64")) {
      return Finding.fail(
          NAME,
          machine + ": the jars hold native libraries for Linux on x86-64 only",
          "run there, or build with the natives of this platform (natives.platform in pom.xml)");
    }
    if (!flags.isEmpty() && !flags.contains("avx2")) {
      return Finding.fail(
          NAME,
          machine + " without AVX2, which the native libraries are compiled for",
          "run on a processor with AVX2 (Intel since 2013, AMD since 2015), or build with"
              + " -Dnd4j.natives=linux-x86_64");
    }
    String extensions = String.join(", ", SHOWN.stream().filter(flags::contains).toList());
    return Finding.ok(NAME, machine + (extensions.isEmpty() ? "" : " with " + extensions));
  }

  private static Set<String> flags() {
    try {
      return flags(Files.readAllLines(CPU_INFO));
    } catch (IOException e) {
      return Set.of();
    }
  }

  /**
   * The first processor's extensions. Kernels separate them by any number of spaces and may list
   * one twice.
   */
  static Set<String> flags(List<String> cpuInfo) {
    return cpuInfo.stream()
        .filter(line -> line.matches("flags\\s*:.*"))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip().split("\\s+", -1))
        .map(names -> Stream.of(names).collect(Collectors.toUnmodifiableSet()))
        .orElse(Set.of());
  }
}
