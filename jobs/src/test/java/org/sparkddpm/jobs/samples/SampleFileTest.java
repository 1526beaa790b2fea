package org.sparkddpm.jobs.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class SampleFileTest {

  @Test
  void aFileIsTheSameWhateverTheLanguage() throws IOException {
    byte[] plain = file();
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(file()).isEqualTo(plain);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static byte[] file() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SampleFile.write(
        new Configuration(),
        out,
        EarlierRun.identity(),
        new SampleUnit(1, 20, 2),
        List.of(new byte[12], new byte[12]));
    return out.toByteArray();
  }
}
