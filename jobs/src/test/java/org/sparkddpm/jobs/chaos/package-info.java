/**
 * Jobs on a cluster of real processes to which something happens at random moments: {@link
 * org.sparkddpm.jobs.chaos.Chaos} draws cases, of which each is one {@link
 * org.sparkddpm.jobs.chaos.Fault} in one {@link org.sparkddpm.jobs.chaos.Work}, and compares what
 * comes of it with what comes of the same command undisturbed. A new fault is a constant of {@code
 * Fault} and a method that does it.
 */
package org.sparkddpm.jobs.chaos;
