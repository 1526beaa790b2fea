/**
 * Random numbers that are pure functions of what they belong to: a counter-based generator and the
 * streams made of it. Uses the JDK alone.
 */
package org.sparkddpm.random;
