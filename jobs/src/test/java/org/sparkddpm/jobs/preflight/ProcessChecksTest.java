package org.sparkddpm.jobs.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkddpm.engine.cpu.ConvolutionPath;
import org.sparkddpm.jobs.compute.RunEngine;

/** What a process checks of itself. */
class ProcessChecksTest {

  private static final long GB = 1L << 30;

  @Test
  void thisProcessIsFitForTheJobs() {
    assertThat(ProcessProbe.ofDriver(new SparkConf(false), RunEngine.cpu()).findings())
        .extracting(Finding::check)
        .containsExactly("java", "cpu", "disk", "codecs", "memory", "engine", "convolution");
    assertThat(JavaCheck.here().verdict()).isEqualTo(Verdict.OK);
    assertThat(ProcessorCheck.here().verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void javaMustBe17WithItsPackagesOpen() {
    assertThat(JavaCheck.of(17, "17.0.9", name -> true).verdict()).isEqualTo(Verdict.OK);
    assertThat(JavaCheck.of(11, "11.0.2", name -> true))
        .isEqualTo(
            Finding.fail(
                "java",
                "Java 11.0.2 is too old",
                "set JAVA_HOME to a JDK 17, for driver and executors"));
    assertThat(JavaCheck.of(21, "21", name -> true).verdict()).isEqualTo(Verdict.WARN);
    Finding closed = JavaCheck.of(17, "17.0.9", name -> !name.equals("sun.nio.ch"));
    assertThat(closed.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(closed.found()).endsWith("keeps closed sun.nio.ch");
    assertThat(closed.remedy()).contains("--add-opens");
  }

  @Test
  void theProcessorsExtensionsAreReadHoweverTheKernelSpacesThem() {
    assertThat(
            ProcessorCheck.flags(
                List.of(
                    "vendor_id\t: X", "flags\t\t: fpu sse2  avx2 sse2   fma ", "flags\t\t: no")))
        .containsExactlyInAnyOrder("fpu", "sse2", "avx2", "fma");
    assertThat(ProcessorCheck.flags(List.of("model name\t: Y"))).isEmpty();
  }

  @Test
  void theProcessorMustRunTheNativeCode() {
    assertThat(ProcessorCheck.of("Linux", "amd64", Set.of("sse2", "avx2", "avx512f")))
        .isEqualTo(Finding.ok("cpu", "Linux on amd64 with avx2, avx512f"));
    assertThat(ProcessorCheck.of("Linux", "amd64", Set.of("sse2")).found())
        .contains("without AVX2");
    assertThat(ProcessorCheck.of("Linux", "aarch64", Set.of()).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(ProcessorCheck.of("Mac OS X", "amd64", Set.of()).verdict()).isEqualTo(Verdict.FAIL);
  }

  @Test
  void slowConvolutionsAreWarnedOf() {
    assertThat(
            ConvolutionCheck.of(
                    new ConvolutionPath(
                        "CpuBackend", true, null, "no jnidnnl in java.library.path"))
                .verdict())
        .isEqualTo(Verdict.WARN);
    Finding broken =
        ConvolutionCheck.broken(
            new ExceptionInInitializerError(new IOException("libnd4jcpu.so: cannot open")));
    assertThat(broken.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(broken.found()).contains("libnd4jcpu.so: cannot open");
    assertThat(broken.remedy()).contains("cachedir");
  }

  @Test
  void anOldGlibcIsNamed() {
    Finding broken =
        ConvolutionCheck.broken(
            new NoClassDefFoundError("org.nd4j.linalg.factory.Nd4j")
                .initCause(
                    new UnsatisfiedLinkError(
                        "/tmp/libnd4jcpu.so: /lib64/libc.so.6: version `GLIBC_2.34' not found")));
    assertThat(broken.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(broken.found()).contains("`GLIBC_2.34' not found");
    assertThat(broken.remedy()).contains("glibc 2.34 or newer").doesNotContain("cachedir");
  }

  @Test
  void theContainerMustHoldWhatJavaCppAllows() {
    OptionalLong container = OptionalLong.of(10 * GB);
    assertThat(MemoryCheck.of(4 * GB, 9 * GB, true, container, 64 * GB))
        .isEqualTo(
            Finding.ok(
                "memory", "heap 4,096 MB, process up to 9,216 MB, the container has 10,240 MB"));
    Finding above = MemoryCheck.of(4 * GB, 11 * GB, true, container, 64 * GB);
    assertThat(above.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(above.remedy()).contains("maxphysicalbytes less than 10,240 MB");
    assertThat(MemoryCheck.of(4 * GB, 11 * GB, false, container, 64 * GB).verdict())
        .isEqualTo(Verdict.WARN);
    assertThat(MemoryCheck.of(4 * GB, 0, false, OptionalLong.empty(), 64 * GB).verdict())
        .isEqualTo(Verdict.WARN);
    assertThat(MemoryCheck.of(4 * GB, 8 * GB, false, OptionalLong.empty(), 3 * GB).verdict())
        .isEqualTo(Verdict.FAIL);
  }

  @Test
  void theContainerIsWhatSparkAsksFor() {
    SparkConf conf = new SparkConf(false).set("spark.executor.memory", "4g");
    assertThat(MemoryCheck.container(conf.set("spark.master", "spark://host:7077"), false))
        .isEmpty();
    conf.set("spark.master", "yarn");
    assertThat(MemoryCheck.container(conf, false)).hasValue((4096 + 409) * (GB / 1024));
    assertThat(MemoryCheck.container(conf, true)).isEmpty();
    conf.set("spark.executor.memoryOverhead", "6g");
    assertThat(MemoryCheck.container(conf, false)).hasValue(10 * GB);
    conf.set("spark.submit.deployMode", "cluster").set("spark.driver.memory", "1g");
    assertThat(MemoryCheck.container(conf, true)).hasValue((1024 + 384) * (GB / 1024));
  }

  @Test
  void thereMustBeRoomForTheNativeLibraries(@TempDir Path folder) throws IOException {
    assertThat(DiskCheck.isUnpacked(folder)).isFalse();
    assertThat(DiskCheck.of(folder, false, 501, 500).verdict()).isEqualTo(Verdict.OK);
    Finding full = DiskCheck.of(folder, false, 3, 500);
    assertThat(full.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(full.found()).startsWith("3 MB free in " + folder);
    assertThat(DiskCheck.unwritable(new IOException("read-only")).found()).contains("read-only");

    Path jar = Files.createDirectories(folder.resolve("job.jar/org/nd4j/linux-x86_64"));
    Files.createFile(jar.resolve("libnd4jcpu.so"));
    assertThat(DiskCheck.isUnpacked(folder)).isTrue();
    assertThat(DiskCheck.of(folder, true, 3, 500).verdict()).isEqualTo(Verdict.OK);
  }
}
