/**
 * An engine of plain loops, slow and plain to see through, that other engines are compared with.
 */
package org.sparkddpm.engine.loops;
