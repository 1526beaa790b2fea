package org.sparkddpm.jobs.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.jobs.cluster.Release;
import scala.Tuple2;

/**
 * The folders of the classes of one part of a data set; executors list and read what is in them.
 */
final class LabelledFolders implements DataPart {

  private static final Pattern TABLE = Pattern.compile("(?i).+\\.(csv|tsv|jsonl?)");

  private static final int LISTINGS_PER_SLOT = 4;
  private static final long FILES_OF_TASK = 2000;
  private static final int MOST_TASKS = 10_000;

  private final DataSource source;
  private final Path folder;
  private final List<String> classes;
  private final List<String> leftOut;
  private ClassLabels labels;
  private JavaRDD<ListedFiles> listed;

  private LabelledFolders(
      DataSource source, Path folder, List<String> classes, List<String> leftOut) {
    this.source = source;
    this.folder = source.files().makeQualified(folder);
    this.classes = classes;
    this.leftOut = leftOut;
  }

  /**
   * Lists the folders, those without an image among them.
   *
   * @throws InvalidImagesException if there are images beside them, or they are those of a data set
   *     of another kind, or a table lies beside the only images
   */
  static LabelledFolders list(DataSource source, Path folder) throws IOException {
    List<String> classes = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    List<FileStatus> entries = source.entries(folder);
    for (FileStatus entry : entries) {
      if (ClassFolders.isClass(entry)) {
        classes.add(DataSource.name(entry));
      } else {
        ClassFolders.refuseImage(entry);
        leftOut.add(source.within(entry));
      }
    }
    if (classes.isEmpty()) {
      throw new InvalidImagesException(
          folder + " holds no folder of a class; put the images of each class into one");
    }
    if (classes.equals(List.of("images", "labels"))) {
      throw new InvalidImagesException(
          "%s holds the folders images and labels, as sets for finding objects have them, in which the labels are in files of their own; put the images of each class into a folder"
              .formatted(folder));
    }
    refuseTable(source, folder, entries, classes);
    return new LabelledFolders(source, folder, classes, leftOut);
  }

  /**
   * All images in one folder and a table beside it: the table tells their classes, not the folder.
   */
  private static void refuseTable(
      DataSource source, Path folder, List<FileStatus> entries, List<String> classes)
      throws IOException {
    Optional<FileStatus> table =
        Stream.concat(entries.stream(), source.entries().stream())
            .filter(entry -> entry.isFile() && !DataSource.hidden(entry))
            .filter(entry -> TABLE.matcher(DataSource.name(entry)).matches())
            .findFirst();
    if (table.isEmpty()) {
      return;
    }
    int holding = 0;
    // Of many classes the first two are enough.
    for (int i = 0; i < classes.size() && holding < 2; i++) {
      if (source.holdsImage(new Path(folder, classes.get(i)), Integer.MAX_VALUE)) {
        holding++;
      }
    }
    if (holding == 1) {
      throw new InvalidImagesException(
          "%s: labels in a table beside the images are not read (%s); put the images of each class into a folder, or write Parquet of bytes and label; if all are of one class, take the table away"
              .formatted(folder, source.within(table.get())));
    }
  }

  @Override
  public String source() {
    return folder.toString();
  }

  @Override
  public JavaRDD<ImageBlock> blocks(SparkSession spark) throws IOException {
    // What the folders are called is told before thousands of files are read.
    labels = ClassLabels.of(classes, source());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    ExecutorFiles files = ExecutorFiles.of(context);
    String parent = folder.toString();
    String root = source.files().makeQualified(source.root()).toString();
    int slices = LISTINGS_PER_SLOT * context.defaultParallelism();
    listed =
        context
            .parallelize(classes, Math.min(classes.size(), slices))
            .flatMap(label -> FolderListing.of(files, root, parent, label))
            .persist(StorageLevel.MEMORY_AND_DISK());
    long images = 0;
    for (Tuple2<Integer, List<String>> some :
        ReadPart.collected(
            listed.map(one -> new Tuple2<>(one.images().size(), one.leftOut())),
            "list " + parent,
            parent)) {
      images += some._1();
      leftOut.addAll(some._2());
    }
    return listed
        .repartition((int) Math.max(slices, Math.min(images / FILES_OF_TASK, MOST_TASKS)))
        .flatMap(some -> new BlockIterator(some.place(), some.open(files)));
  }

  /** As they are once the blocks were asked for: the folders tell, whatever texts there are. */
  @Override
  public ClassLabels labels(Collection<String> texts) {
    return labels;
  }

  @Override
  public void release() {
    Release.of(listed);
  }

  @Override
  public List<String> leftOut() {
    return leftOut;
  }
}
