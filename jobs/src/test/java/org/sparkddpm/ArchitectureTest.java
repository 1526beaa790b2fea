package org.sparkddpm;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sparkddpm.engine.EngineProvider;
import org.sparkddpm.engine.EngineSettings;
import org.sparkddpm.engine.Engines;

/** The floors of the house: which package may use which, and what of the outside world. */
class ArchitectureTest {
  private static final String ROOT = "org.sparkddpm.";
  private static final String[] JDK = {
    "java..", "javax.imageio..", "org.w3c.dom..", "jdk.incubator.vector.."
  };
  private static final String[] LOG = {"org.slf4j.."};
  private static final String[] ND4J = {"org.nd4j.."};
  private static final String[] DL4J = {"org.deeplearning4j.."};
  private static final String[] JAVACPP = {"org.bytedeco.."};
  private static final String[] JNA = {"com.sun.jna.."};

  /**
   * The classes that define the network for DL4J, and the one that runs rounds under dl4j-spark.
   */
  private static final Pattern KNOW_DL4J =
      Pattern.compile(
          "org\\.sparkddpm\\.(unet\\.(UNetGraph|BlockVertex|BlockGraphVertex)|jobs\\.train\\.Dl4jRounds)(\\$.*)?");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.sparkddpm");

  /** Every package with the packages of the project that it may use. */
  private static Map<String, List<String>> floors() {
    List<String> images =
        List.of("images", "images.formats", "images.mnist", "images.pictures", "images.strokes");
    List<String> arithmetic = plus(images, "random", "engine", "diffusion");
    List<String> model = plus(arithmetic, "unet", "network", "training");
    List<String> judged = plus(images, "random", "engine", "unet", "judge");
    Map<String, List<String>> floors = new LinkedHashMap<>();
    floors.put("random", List.of());
    floors.put("images", List.of());
    floors.put("images.formats", List.of("images"));
    floors.put("images.mnist", List.of("images", "images.formats"));
    floors.put("images.pictures", List.of("images", "images.formats"));
    floors.put("images.strokes", List.of("images"));
    floors.put("engine", List.of("random", "images"));
    floors.put("engine.natives", List.of());
    floors.put("engine.nd4j", List.of("engine", "engine.natives", "random", "images"));
    floors.put("engine.cpu", List.of("engine", "engine.natives", "random", "images"));
    floors.put("engine.cuda", List.of("engine", "random", "images"));
    floors.put("diffusion", List.of("engine", "random"));
    // The reference engine runs the definition where DL4J itself does.
    floors.put("unet", List.of("engine", "engine.nd4j"));
    floors.put("network", List.of("engine", "random", "diffusion", "unet"));
    floors.put("training", List.of("engine", "random", "images", "diffusion", "unet", "network"));
    floors.put("judge", List.of("engine", "random", "images", "unet", "training"));
    floors.put("jobs.storage", List.of());
    floors.put("jobs.options", List.of("jobs.storage"));
    floors.put("jobs.cluster", List.of("engine"));
    floors.put("jobs.compute", List.of("engine", "engine.natives", "jobs.options", "jobs.cluster"));
    // The check of convolutions asks the engine that has them.
    floors.put(
        "jobs.preflight",
        List.of("engine", "engine.cpu", "engine.natives", "jobs.cluster", "jobs.compute"));
    floors.put("jobs.cli", List.of("jobs.options", "jobs.storage", "jobs.cluster"));
    floors.put("jobs.progress", List.of("jobs.cli", "jobs.cluster"));
    floors.put("jobs.measures", plus(images, "engine"));
    floors.put("jobs.data", plus(model, "jobs.storage", "jobs.options", "jobs.cluster"));
    floors.put("jobs.checkpoint", plus(model, "jobs.storage"));
    floors.put("jobs.samples", plus(model, "jobs.storage", "jobs.checkpoint"));
    floors.put(
        "jobs.report",
        List.of(
            "random",
            "images",
            "images.formats",
            "images.pictures",
            "diffusion",
            "jobs.options",
            "jobs.storage",
            "jobs.measures"));
    List<String> services =
        List.of(
            "jobs.options",
            "jobs.storage",
            "jobs.cluster",
            "jobs.compute",
            "jobs.preflight",
            "jobs.cli",
            "jobs.data",
            "jobs.checkpoint",
            "jobs.report");
    List<String> job = Stream.concat(model.stream(), services.stream()).toList();
    List<String> evaluation =
        Stream.concat(
                judged.stream(),
                Stream.concat(
                    services.stream(), Stream.of("jobs.samples", "jobs.measures", "jobs.progress")))
            .toList();
    floors.put("jobs.train", plus(job, "engine.natives", "jobs.progress"));
    floors.put("jobs.generate", plus(job, "jobs.samples", "jobs.progress"));
    floors.put("jobs.evaluate", evaluation);
    return floors;
  }

  @TestFactory
  Stream<DynamicTest> packagesUseOnlyTheFloorsBelow() {
    return floors().entrySet().stream()
        .map(
            floor ->
                DynamicTest.dynamicTest(
                    floor.getKey(), () -> mayUse(floor.getKey(), floor.getValue()).check(CLASSES)));
  }

  @Test
  void everyPackageHasItsFloor() {
    TreeSet<String> packages =
        CLASSES.stream()
            .map(type -> type.getPackageName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(packages)
        .as("a new package is written into floors(), with what it may use")
        .isNotEmpty()
        .isSubsetOf(floors().keySet().stream().map(name -> ROOT + name).toList());
  }

  @Test
  void packagesFormNoCircles() {
    slices().matching("org.sparkddpm.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theGroundUsesTheJdkAlone() {
    usesOutside("random", "java..").check(CLASSES);
    usesOutside("images..", JDK).check(CLASSES);
    usesOutside("engine", all(JDK, LOG)).check(CLASSES);
  }

  @Test
  void onlyEnginesUseNativeLibraries() {
    usesOutside("engine.cpu", all(JDK, LOG, ND4J, JAVACPP)).check(CLASSES);
    usesOutside("engine.nd4j", all(JDK, LOG, ND4J)).check(CLASSES);
    usesOutside("engine.cuda", all(JDK, LOG, JNA)).check(CLASSES);
    usesOutside("engine.natives", all(JDK, LOG, ND4J, JAVACPP)).check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "engine.cuda")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(JNA)
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(JAVACPP)
        .check(CLASSES);
  }

  @Test
  void onlyTheDefinitionAndTheAdapterKnowDl4j() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "engine..")
        .and()
        .haveNameNotMatching(KNOW_DL4J.pattern())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(all(ND4J, DL4J))
        .check(CLASSES);
    assertThat(CLASSES)
        .as("the classes that this rule leaves out")
        .filteredOn(type -> KNOW_DL4J.matcher(type.getName()).matches())
        .extracting(type -> type.getSimpleName())
        .contains("UNetGraph", "BlockVertex", "BlockGraphVertex", "Dl4jRounds");
  }

  @Test
  void theModelKnowsNoSpark() {
    for (String name : List.of("diffusion", "network", "training", "judge")) {
      usesOutside(name, all(JDK, LOG)).check(CLASSES);
    }
    usesOutside("unet", all(JDK, LOG, ND4J, DL4J)).check(CLASSES);
  }

  @Test
  void onlyReportsKnowTheirTemplates() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "jobs.report")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("freemarker..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "jobs.report")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(CLASSES);
  }

  @Test
  void optionsKnowNoSpark() {
    noClasses()
        .that()
        .resideInAPackage("org.sparkddpm.jobs.options")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(CLASSES);
  }

  @Test
  void theModelWritesToNoStandardStream() {
    noClasses()
        .that()
        .resideInAPackage("org.sparkddpm..")
        .and()
        .resideOutsideOfPackage("org.sparkddpm.jobs..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void nothingEndsTheProcess() {
    noClasses()
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .because("on YARN the exit of main is the only reliable final status")
        .check(CLASSES);
  }

  @Test
  void everyPackageSaysWhatLivesInIt() throws IOException {
    for (Path sources :
        List.of(
            Path.of("../model/src/main/java"),
            Path.of("src/main/java"),
            Path.of("../bench/src/main/java"))) {
      try (Stream<Path> files = Files.walk(sources)) {
        assertThat(files.filter(file -> file.toString().endsWith(".java")).map(Path::getParent))
            .isNotEmpty()
            .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).exists());
      }
    }
  }

  /** Rules over packages that nobody has written yet pass; this shows that they can fail. */
  @Test
  void rulesRefuseWhatTheyShould() {
    JavaClasses thisTest = new ClassFileImporter().importClasses(ArchitectureTest.class);
    ArchRule rule =
        classes()
            .that()
            .resideInAPackage("org.sparkddpm")
            .should()
            .onlyDependOnClassesThat(resideInAPackage("java.."));
    assertThatThrownBy(() -> rule.check(thisTest))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("com.tngtech.archunit");
  }

  /** Another would show the keys of a site's stores on Spark's pages and in its event log. */
  @Test
  void sessionsAreOpenedInOnePlace() {
    noClasses()
        .that()
        .resideInAPackage("org.sparkddpm.jobs..")
        .and()
        .doNotHaveFullyQualifiedName("org.sparkddpm.jobs.cluster.JobSession")
        .should()
        .callMethod(SparkSession.class, "builder")
        .check(CLASSES);
  }

  /** Elsewhere it fails where Spark was stopped under a job, and hides what the job failed with. */
  @Test
  void executorsAreMadeToForgetInOnePlace() {
    noClasses()
        .that()
        .resideInAPackage("org.sparkddpm.jobs..")
        .and()
        .doNotHaveFullyQualifiedName("org.sparkddpm.jobs.cluster.Release")
        .should()
        .callMethod(Broadcast.class, "destroy")
        .orShould()
        .callMethod(JavaRDD.class, "unpersist", boolean.class)
        .check(CLASSES);
  }

  /** Of one that is made elsewhere nobody would see that it has lost its device. */
  @Test
  void jobsMakeEnginesInOnePlace() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "jobs..")
        .and()
        .doNotHaveFullyQualifiedName(ROOT + "jobs.compute.TaskDevice")
        .should()
        .callMethod(Engines.class, "of", String.class, EngineSettings.class)
        .orShould()
        .callMethod(Engines.class, "fastest")
        .orShould()
        .callMethod(Engines.class, "fastest", EngineSettings.class)
        .orShould()
        .callMethod(EngineProvider.class, "create", EngineSettings.class)
        .check(CLASSES);
  }

  private static ArchRule mayUse(String name, List<String> below) {
    String[] allowed =
        Stream.concat(Stream.of(name), below.stream()).map(ROOT::concat).toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("org.sparkddpm..")).or(resideInAnyPackage(allowed)));
  }

  private static ArchRule usesOutside(String name, String... allowed) {
    return classes()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("org.sparkddpm..").or(resideInAnyPackage(allowed)));
  }

  private static List<String> plus(List<String> names, String... more) {
    return Stream.concat(names.stream(), Arrays.stream(more)).toList();
  }

  private static String[] all(String[]... groups) {
    return Arrays.stream(groups).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
