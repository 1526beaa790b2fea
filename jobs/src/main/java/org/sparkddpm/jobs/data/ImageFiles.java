package org.sparkddpm.jobs.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.sparkddpm.images.ImageShape;
import org.sparkddpm.images.InvalidImagesException;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.images.LabelledImagesBuilder;
import org.sparkddpm.images.Picture;
import org.sparkddpm.images.formats.Idx;
import org.sparkddpm.images.formats.Png;

/** A data set of the user's own: IDX files, Parquet or folders of PNG on any file system. */
final class ImageFiles {

  private static final String REMEDY =
      "give IDX files (*-images-idx3-ubyte[.gz], in colour *-images-idx4-ubyte[.gz], and"
          + " *-labels-idx1-ubyte[.gz]), Parquet with Spark's"
          + " image column and a label column, or a folder of PNG for each label (0/, 1/, ...)";

  private static final Pattern IDX_IMAGES = Pattern.compile("images-idx[34]-ubyte");

  private final SparkSession spark;
  private final Path root;
  private final FileSystem files;

  ImageFiles(SparkSession spark, String location) throws IOException {
    this.spark = spark;
    this.root = new Path(location);
    try {
      this.files = root.getFileSystem(spark.sparkContext().hadoopConfiguration());
    } catch (IOException | IllegalArgumentException e) {
      throw new IOException(
          "--data %s cannot be reached: %s; correct the URI, or the settings of its file system"
              .formatted(root, e.getMessage()),
          e);
    }
  }

  DataSplits load() throws IOException {
    if (!files.exists(root)) {
      throw new FileNotFoundException(
          "--data " + root + " does not exist; correct the path, or " + REMEDY);
    }
    if (root.getName().endsWith(".parquet")) {
      return DataSplits.holdingOut(parquet(root, parquetFiles(root)), root.toString());
    }
    List<FileStatus> children = children(root);
    Optional<Path> testImages = idxImages(children, "t10k", "test");
    Optional<Path> trainImages = idxImages(children, "train", "samples");
    if (trainImages.isEmpty()) {
      trainImages = idxImages(children, "");
    }
    if (trainImages.isPresent()) {
      LabelledImages train = idx(trainImages.get());
      // A pair that is named as a test split but stands alone must not validate itself.
      return testImages.isPresent() && !testImages.equals(trainImages)
          ? new DataSplits(train, idx(testImages.get()), root.toString())
          : DataSplits.holdingOut(train, root.toString());
    }
    Path train = new Path(root, "train");
    Path test = new Path(root, "test");
    if (files.exists(train) && files.exists(test)) {
      return new DataSplits(one(train), one(test), root.toString());
    }
    return DataSplits.holdingOut(one(root), root.toString());
  }

  private LabelledImages one(Path folder) throws IOException {
    List<String> parquet = parquetFiles(folder);
    return parquet.isEmpty() ? labelFolders(folder) : parquet(folder, parquet);
  }

  private LabelledImages parquet(Path folder, List<String> found) throws IOException {
    if (found.isEmpty()) {
      throw new InvalidImagesException(folder + " holds no Parquet files; " + REMEDY);
    }
    return new ParquetImages(spark, folder.toString(), files.getFileStatus(folder).isDirectory())
        .read(found);
  }

  private List<FileStatus> children(Path folder) throws IOException {
    FileStatus[] children = files.listStatus(folder);
    Arrays.sort(children, Comparator.comparing(child -> child.getPath().getName()));
    return List.of(children);
  }

  private static Optional<Path> idxImages(List<FileStatus> children, String... prefixes) {
    List<Path> found =
        children.stream()
            .map(FileStatus::getPath)
            .filter(path -> IDX_IMAGES.matcher(path.getName()).find())
            .filter(path -> Arrays.stream(prefixes).anyMatch(path.getName()::startsWith))
            .toList();
    long gray = found.stream().filter(path -> path.getName().contains("-idx3-")).count();
    if (gray != 0 && gray != found.size()) {
      throw new InvalidImagesException(
          "%s holds IDX files of gray images and of coloured ones, %s; take one kind away"
              .formatted(found.get(0).getParent(), found.stream().map(Path::getName).toList()));
    }
    return found.stream().findFirst();
  }

  private LabelledImages idx(Path images) throws IOException {
    String name = images.getName().replaceFirst("images-idx[34]", "labels-idx1");
    Path labels = new Path(images.getParent(), name);
    if (!files.exists(labels)) {
      throw new FileNotFoundException(
          images + " has no labels beside it: " + labels + " is missing; put it there");
    }
    try (InputStream imageBytes = files.open(images);
        InputStream labelBytes = files.open(labels)) {
      return Idx.read(imageBytes, images.toString(), labelBytes, labels.toString());
    }
  }

  private LabelledImages labelFolders(Path folder) throws IOException {
    LabelledImagesBuilder images = new LabelledImagesBuilder();
    Map<Integer, String> labels = new HashMap<>();
    for (FileStatus child : children(folder)) {
      String name = child.getPath().getName();
      if (name.startsWith(".") || name.startsWith("_")) {
        continue;
      }
      if (!child.isDirectory() || !name.matches("\\d{1,5}")) {
        throw new InvalidImagesException(
            child.getPath() + " is not a folder named by its label; " + REMEDY);
      }
      int label = Integer.parseInt(name);
      String same = labels.put(label, name);
      if (same != null) {
        throw new InvalidImagesException(
            "%s: the folders %s and %s are the same label; put their images into one"
                .formatted(folder, same, name));
      }
      for (FileStatus file : children(child.getPath())) {
        Path path = file.getPath();
        if (path.getName().toLowerCase(Locale.ROOT).endsWith(".png")) {
          try (InputStream in = files.open(path)) {
            Picture image = Png.read(in, path.toString());
            images.add(
                image.pixels(),
                new ImageShape(image.height(), image.width(), image.channels()),
                label,
                path.toString());
          }
        }
      }
    }
    return images.build(folder + " (" + REMEDY + ")");
  }

  private List<String> parquetFiles(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    for (FileStatus child : children(folder)) {
      String name = child.getPath().getName();
      if (name.startsWith(".") || name.startsWith("_")) {
        continue;
      }
      if (child.isFile() && name.endsWith(".parquet")) {
        found.add(child.getPath().toString());
      } else if (child.isDirectory()) {
        found.addAll(parquetFiles(child.getPath()));
      }
    }
    return found;
  }
}
