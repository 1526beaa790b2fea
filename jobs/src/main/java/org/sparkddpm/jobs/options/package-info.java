/**
 * Options of programs, each declared once: reading, bounds, help, documentation, Spark properties,
 * JSON and typed access follow from the declaration. A program declares its options with {@link
 * org.sparkddpm.jobs.options.OptionList} beside its own code.
 *
 * <p>Uses picocli, Jackson and Hadoop's file systems, and knows nothing of Spark and, of the other
 * packages, {@code jobs.storage} alone.
 */
package org.sparkddpm.jobs.options;
