package org.sparkddpm.jobs.cli;

/**
 * An option's value and where it comes from.
 *
 * @param name the option's name without dashes
 * @param value the value as it was written; empty for none
 * @param origin the strongest place that gave a value
 */
public record ResolvedOption(String name, String value, Origin origin) {}
