/**
 * The engine {@code nd4j}: ND4J operations on whichever backend of ND4J is on the class path. It is
 * the reference that faster engines are tested against, and what runs where they do not.
 */
package org.sparkddpm.engine.nd4j;
