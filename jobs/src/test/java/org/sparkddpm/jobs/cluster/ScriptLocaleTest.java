package org.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkddpm.jobs.cluster.fixtures.Children;

/** In which encoding Java reads names of files when a script starts it. */
class ScriptLocaleTest {

  @TempDir Path temp;

  @ParameterizedTest
  @CsvSource({
    "'','',''",
    "C,'',''",
    "'',POSIX,''",
    "'',xx_YY.UTF-8,''",
    "'',xx_YY.UTF-8,C.UTF-8",
    "'',C.UTF-8,''",
    "C.UTF-8,C,''"
  })
  void namesAreInUtf8(String all, String lang, String characters) throws Exception {
    Path log = temp.resolve("log");
    String command = "source %s; \"$java\" -XshowSettings:properties -version; printf %%.1f 1.5";
    Process bash =
        Children.start(
            log,
            Map.of("LC_ALL", all, "LANG", lang, "LC_CTYPE", characters),
            List.of("bash", "-c", command.formatted(Children.script("common.sh"))));
    assertThat(bash.waitFor()).isZero();
    assertThat(Children.text(log)).contains("sun.jnu.encoding = UTF-8").endsWith("1.5");
  }
}
