package org.sparkddpm.jobs.data;

import java.util.List;
import java.util.Optional;

/**
 * What a {@link DataFormat} found.
 *
 * @param train images to train on; of these a tenth is held out where there are none to test
 * @param test images to validate on
 * @param leftOut files, and folders with a slash behind, that hold other things, by their names
 *     within the source
 */
record FoundData(DataPart train, Optional<DataPart> test, List<String> leftOut) {}
