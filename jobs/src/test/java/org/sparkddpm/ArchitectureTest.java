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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The floors of the house: which package may use which, and what of the outside world. */
class ArchitectureTest {
  private static final String ROOT = "org.sparkddpm.";
  private static final String[] JDK = {
    "java..", "javax.imageio..", "org.w3c.dom..", "jdk.incubator.vector.."
  };
  private static final String[] ND4J = {"org.nd4j..", "org.bytedeco..", "org.slf4j.."};
  private static final String[] DL4J = {"org.deeplearning4j.."};

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.sparkddpm");

  /** Every package with the packages of the project that it may use. */
  private static Map<String, List<String>> floors() {
    List<String> ground = List.of("diffusion", "images", "kernels");
    List<String> model = List.of("diffusion", "images", "kernels", "unet", "training");
    Map<String, List<String>> floors = new LinkedHashMap<>();
    floors.put("diffusion", List.of());
    floors.put("images", List.of());
    floors.put("kernels", List.of());
    floors.put("unet", ground);
    floors.put("training", plus(ground, "unet"));
    // Among themselves these four are held apart by the rule against circles.
    List<String> services = plus(model, "jobs.options", "jobs.cli", "jobs.storage", "jobs.data");
    floors.put("jobs.cluster", List.of());
    floors.put("jobs.options", List.of());
    floors.put("jobs.cli", services);
    floors.put("jobs.storage", services);
    floors.put("jobs.data", services);
    floors.put("jobs.preflight", List.of("kernels", "jobs.cluster"));
    floors.put("jobs.train", plus(services, "jobs.cluster", "jobs.preflight"));
    floors.put("jobs.generate", plus(services, "jobs.cluster", "jobs.preflight"));
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
  void diffusionUsesTheJdkAlone() {
    usesOutside("diffusion", "java..").check(CLASSES);
  }

  @Test
  void imagesUseTheJdkAlone() {
    usesOutside("images", JDK).check(CLASSES);
  }

  @Test
  void kernelsUseNd4jAlone() {
    usesOutside("kernels", all(JDK, ND4J)).check(CLASSES);
  }

  @Test
  void networkAndTrainingKnowNoSpark() {
    usesOutside("unet", all(JDK, ND4J, DL4J)).check(CLASSES);
    usesOutside("training", all(JDK, ND4J, DL4J)).check(CLASSES);
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
        .allowEmptyShould(true)
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

  private static ArchRule mayUse(String name, List<String> below) {
    String[] allowed =
        Stream.concat(Stream.of(name), below.stream()).map(ROOT::concat).toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage("org.sparkddpm..")).or(resideInAnyPackage(allowed)))
        .allowEmptyShould(true);
  }

  private static ArchRule usesOutside(String name, String... allowed) {
    return classes()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("org.sparkddpm..").or(resideInAnyPackage(allowed)))
        .allowEmptyShould(true);
  }

  private static List<String> plus(List<String> names, String... more) {
    return Stream.concat(names.stream(), Arrays.stream(more)).toList();
  }

  private static String[] all(String[]... groups) {
    return Arrays.stream(groups).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
