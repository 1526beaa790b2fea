package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissingSettingsTest {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "OMP_NUM_THREADS", "4",
          "OMP_WAIT_POLICY", "PASSIVE",
          "MALLOC_MMAP_MAX_", "0",
          "MALLOC_TRIM_THRESHOLD_", "100000000000",
          "MALLOC_TOP_PAD_", "268435456");
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "org.bytedeco.javacpp.maxbytes", "5g",
          "org.bytedeco.javacpp.maxphysicalbytes", "10g",
          "org.bytedeco.javacpp.cachedir", "/tmp/natives");

  @Test
  void nothingIsMissingWhereAllIsGiven() {
    assertThat(MissingSettings.missing(ENVIRONMENT, PROPERTIES)).isEmpty();
  }

  @Test
  void eachMissingSettingIsNamed() {
    for (String name : ENVIRONMENT.keySet()) {
      assertThat(MissingSettings.missing(without(ENVIRONMENT, name), PROPERTIES))
          .singleElement()
          .asString()
          .contains(name);
    }
    for (String name : PROPERTIES.keySet()) {
      assertThat(MissingSettings.missing(ENVIRONMENT, without(PROPERTIES, name)))
          .singleElement()
          .asString()
          .contains(name.substring(name.lastIndexOf('.') + 1));
    }
  }

  @Test
  void oneThreadWaitsForNoOther() {
    Map<String, String> one = without(ENVIRONMENT, "OMP_WAIT_POLICY");
    one.put("OMP_NUM_THREADS", "1");
    assertThat(MissingSettings.missing(one, PROPERTIES)).isEmpty();
  }

  private static Map<String, String> without(Map<String, String> all, String name) {
    Map<String, String> rest = new HashMap<>(all);
    rest.remove(name);
    return rest;
  }
}
