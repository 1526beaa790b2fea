package org.sparkddpm.jobs.generate;

/** A form in which generated images are written. */
public enum OutputFormat {
  /** Parquet with Spark's image struct and the provenance of each sample. */
  PARQUET,
  /** The file format of MNIST. */
  IDX,
  /** Contact sheets, one for each class. */
  PNG
}
