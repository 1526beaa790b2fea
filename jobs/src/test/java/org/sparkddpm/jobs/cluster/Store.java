package org.sparkddpm.jobs.cluster;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** A storage service in processes of its own. */
interface Store extends AutoCloseable {

  /** The URI of a folder in it. */
  String uri(String path);

  /** Options of spark-submit that a job needs to use it. */
  List<String> options();

  /** Variables that a job needs in its environment. */
  Map<String, String> environment();

  /** Hadoop's configuration to look into it from here. */
  Configuration configuration();

  default FileSystem files() throws IOException {
    return FileSystem.newInstance(URI.create(uri("/")), configuration());
  }

  @Override
  void close();
}
