package org.sparkddpm.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Counts the article's network layer by layer from its description alone. */
class ArticlePresetTest {

  private static final int TIME = 4 * 64;
  private static final int HIDDEN = 4 * 32;

  private final Map<String, Long> expected = new LinkedHashMap<>();

  @Test
  void hasTheLayersThatTheArticleDescribes() {
    expected.put("time.dense1", affine(64, TIME));
    expected.put("time.dense2", affine(TIME, TIME));
    expected.put("class.embedding", 11L * 64);
    expected.put("stem.conv", convolution(1, 42, 7));
    int[] channels = {42, 64, 128, 256, 512};
    for (int level = 0; level < 4; level++) {
      int side = 32 >> level;
      stage("down" + level, side, channels[level], channels[level + 1]);
      if (level < 3) {
        expected.put(
            "down" + level + ".downsample",
            convolution(channels[level + 1], channels[level + 1], 4));
      }
    }
    map("middle", 4);
    resNet("middle.resnet1", 513, 512, true);
    attention("middle.attention", 512, false);
    resNet("middle.resnet2", 512, 512, true);
    int[] up = {512, 256, 128, 64};
    for (int i = 0; i < 3; i++) {
      String name = "up" + (3 - i);
      stage(name, 4 << i, 2 * up[i], up[i + 1]);
      expected.put(name + ".upsample", convolution(up[i + 1], up[i + 1], 4));
    }
    resNet("end.resnet", 128, 64, false);
    expected.put("end.conv", affine(64, 1));

    UNetConfig article = UNetPresets.of("article", 28, 28, 1, 10, true, false);
    ParameterLayout layout = ParameterLayout.of(article);
    Map<String, Long> actual = new LinkedHashMap<>();
    for (ParameterLayout.Entry entry : layout.entries()) {
      String layer = entry.name().substring(0, entry.name().lastIndexOf('.'));
      actual.merge(layer, (long) entry.length(), Long::sum);
    }

    assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
    assertThat(article.height()).isEqualTo(32);
    assertThat((long) layout.length())
        .isEqualTo(expected.values().stream().mapToLong(Long::longValue).sum());
  }

  @Test
  void anUnknownPresetIsRefusedWithTheNames() {
    assertThatThrownBy(() -> UNetPresets.of("huge", 28, 28, 1, 10, true, true))
        .hasMessage("unknown preset 'huge'; choose one of tiny, small, article");
  }

  private void stage(String name, int side, int in, int out) {
    map(name, side);
    resNet(name + ".resnet1", in + 1, out, true);
    resNet(name + ".resnet2", out, out, true);
    attention(name + ".attention", out, true);
  }

  private void map(String name, int side) {
    expected.put(name + ".map.dense", affine(64, side * side));
  }

  private void resNet(String name, int in, int out, boolean timed) {
    expected.put(name + ".conv1", convolution(in, out, 3));
    if (timed) {
      expected.put(name + ".time", affine(TIME, 2 * out));
    }
    expected.put(name + ".norm1", 2L * out);
    expected.put(name + ".conv2", convolution(out, out, 3));
    expected.put(name + ".norm2", 2L * out);
    if (in != out) {
      expected.put(name + ".residual", affine(in, out));
    }
  }

  private void attention(String name, int channels, boolean linear) {
    expected.put(name + ".prenorm", 2L * channels);
    expected.put(name + ".qkv", 3L * HIDDEN * channels);
    expected.put(name + ".out", affine(HIDDEN, channels));
    if (linear) {
      expected.put(name + ".norm", 2L * channels);
    }
  }

  private static long convolution(int in, int out, int kernel) {
    return (long) in * out * kernel * kernel + out;
  }

  private static long affine(int in, int out) {
    return (long) in * out + out;
  }
}
