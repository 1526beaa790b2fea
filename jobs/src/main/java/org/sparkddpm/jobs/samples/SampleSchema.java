package org.sparkddpm.jobs.samples;

import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * The columns of files of samples: Spark's image schema (org.apache.spark.ml.image.ImageSchema),
 * the index and what made the sample; in a run with real images also whether a row is one.
 */
final class SampleSchema {

  private static final String IMAGE =
      """
      required group image {
        optional binary origin (STRING);
        required int32 height;
        required int32 width;
        required int32 nChannels;
        required int32 mode;
        required binary data;
      }
      """;

  /** Generated samples alone. */
  private static final MessageType GENERATED =
      MessageTypeParser.parseMessageType(
          "message sample {"
              + IMAGE
              + """
                required int64 index;
                required int64 seed;
                required binary sampler (STRING);
                required int32 steps;
                required double guidance;
                required binary checkpoint (STRING);
              }
              """);

  /** Generated samples and real images, which nothing has made. */
  private static final MessageType AUGMENTED =
      MessageTypeParser.parseMessageType(
          "message sample {"
              + IMAGE
              + """
                required int64 index;
                required binary source (STRING);
                optional int64 seed;
                optional binary sampler (STRING);
                optional int32 steps;
                optional double guidance;
                optional binary checkpoint (STRING);
              }
              """);

  /** The index alone, of files of either kind. */
  static final MessageType INDEX =
      MessageTypeParser.parseMessageType("message sample { required int64 index; }");

  private SampleSchema() {}

  /** The columns of a run's files. */
  static MessageType of(SamplingConfig sampling) {
    return sampling.augmented() ? AUGMENTED : GENERATED;
  }
}
