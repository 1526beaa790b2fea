package org.sparkddpm.jobs.checkpoint;

import java.time.Instant;
import java.util.OptionalDouble;
import org.apache.hadoop.fs.Path;

/**
 * A checkpoint that was read, every byte of it verified.
 *
 * @param path the checkpoint's folder, with scheme and authority
 * @param imagesSeen how many training images the run had seen
 * @param created when the manifest was written
 * @param validationLoss the validation loss at that time, if one was measured
 * @param checkpoint what was stored
 */
public record StoredCheckpoint(
    Path path,
    long imagesSeen,
    Instant created,
    OptionalDouble validationLoss,
    Checkpoint checkpoint) {}
