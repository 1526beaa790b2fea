package org.sparkddpm.jobs.train;

/** How the class enters the network. */
public enum Conditioning {
  /** As a channel of its own on each level. */
  MAPS,
  /** Added to the embedding of the timestep. */
  EMBEDDING,
  /** In both ways. */
  BOTH;

  /** Whether each level gets a channel for it. */
  boolean maps() {
    return this != EMBEDDING;
  }

  /** Whether it is added to the embedding of the timestep. */
  boolean inTime() {
    return this != MAPS;
  }
}
