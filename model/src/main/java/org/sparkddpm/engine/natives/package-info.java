/**
 * What the process's native libraries have in common: their threads, their memory, the device of a
 * thread. For the engines, and for whoever must tell or check these.
 *
 * <p>Uses ND4J and JavaCPP.
 */
package org.sparkddpm.engine.natives;
