package org.sparkddpm.jobs.preflight;

import java.io.Serializable;
import java.util.List;
import org.sparkddpm.engine.EngineDevice;
import org.sparkddpm.engine.Precision;

/**
 * The GPU of a task, as its process found it.
 *
 * @param freeBytes of its memory, for all processes together
 * @param precisions what the engine multiplies in there, the best first
 */
record ProbedGpu(EngineDevice device, long freeBytes, List<Precision> precisions)
    implements Serializable {}
