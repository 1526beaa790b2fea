package org.sparkddpm.jobs.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.sparkddpm.images.InvalidImagesException;

/** Any cells of a table give images, or a refusal that names the row. */
class ParquetRowsFuzzTest {

  private static final BlockPlace START = new BlockPlace("some-table", 0);

  private static Row encoded(FuzzedDataProvider data) {
    byte[] bytes = data.consumeBoolean() ? null : data.consumeBytes(300);
    return RowFactory.create(bytes, data.consumeBoolean() ? null : data.consumeString(5));
  }

  private static Row pixels(FuzzedDataProvider data) {
    return RowFactory.create(
        data.consumeBoolean() ? data.consumeLong() : Long.valueOf(data.consumeLong(0, 4)),
        data.consumeBoolean() ? data.consumeLong() : Long.valueOf(data.consumeLong(0, 4)),
        data.consumeBoolean() ? null : Long.valueOf(data.consumeLong(0, 4)),
        data.consumeBoolean() ? null : data.consumeBytes(27));
  }

  private static Object label(FuzzedDataProvider data, boolean numbers) {
    if (data.consumeBoolean()) {
      return null;
    }
    return numbers ? (Object) data.consumeLong(-1, 5) : data.consumeString(6);
  }

  @FuzzTest
  void rows(FuzzedDataProvider data) {
    boolean ofFiles = data.consumeBoolean();
    boolean numbers = data.consumeBoolean();
    LabelTexts texts = new LabelTexts(numbers, data.consumeInt(0, 3));
    List<Row> rows = new ArrayList<>();
    int count = data.consumeInt(0, 5);
    for (int i = 0; i < count; i++) {
      Row image = ofFiles ? encoded(data) : data.consumeBoolean() ? null : pixels(data);
      rows.add(RowFactory.create(image, label(data, numbers), "some-table", (long) i));
    }
    BlockIterator blocks =
        new BlockIterator(START, () -> new ParquetRows(rows.iterator(), ofFiles, texts));
    PartFacts facts = new PartFacts();
    int images = 0;
    while (blocks.hasNext()) {
      ImageBlock block = blocks.next();
      facts.add(block.facts());
      if (block.facts().isRefused()) {
        assertThat(block.facts().refusal()).contains("some-table row ");
        assertThat(blocks.hasNext()).isFalse();
      } else {
        images += block.facts().size();
        assertThat(block.images(false).size()).isEqualTo(block.facts().size());
      }
    }
    assertThat(facts.size()).isEqualTo(images);
    try {
      ClassLabels.of(facts.labels().keySet(), "some-table");
    } catch (InvalidImagesException e) {
      assertThat(e).hasMessageContaining("some-table");
    }
  }
}
