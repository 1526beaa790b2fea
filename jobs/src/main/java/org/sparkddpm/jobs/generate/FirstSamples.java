package org.sparkddpm.jobs.generate;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkddpm.jobs.samples.RunFolder;
import org.sparkddpm.jobs.samples.Sample;
import org.sparkddpm.jobs.samples.SampleUnits;
import org.sparkddpm.jobs.samples.UnitNumbers;
import scala.Tuple2;

/**
 * Reads the first samples of labels of a run, and no more of its files than that takes.
 *
 * @param folder of the run, with scheme
 * @param units that it is cut into
 */
record FirstSamples(SerializableConfiguration conf, String folder, SampleUnits units)
    implements Serializable {

  /**
   * Those of a label.
   *
   * @param most how many are wanted
   * @throws IOException if a file cannot be read
   */
  List<Sample> of(int label, int most) throws IOException {
    RunFolder run = new RunFolder(conf.value(), folder);
    List<Sample> first = new ArrayList<>();
    int end = units.end(label);
    for (int unit = units.begin(label); unit < end && first.size() < most; unit++) {
      run.read(units.get(unit), most - first.size(), first::add);
    }
    return first;
  }

  /** The pixels of those of several labels, read on the executors. */
  SortedMap<Integer, List<byte[]>> collect(JavaSparkContext spark, List<Integer> labels, int most) {
    FirstSamples reader = this;
    return new TreeMap<>(
        spark
            .parallelize(
                labels, Math.min(labels.size(), UnitNumbers.tasks(spark.defaultParallelism())))
            .mapToPair(
                label ->
                    new Tuple2<>(
                        label, reader.of(label, most).stream().map(Sample::pixels).toList()))
            .collectAsMap());
  }
}
