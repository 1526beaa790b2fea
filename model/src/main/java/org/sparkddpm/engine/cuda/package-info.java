/**
 * The engine of NVIDIA's GPUs: kernels of our own, compiled for the card that is there. It needs
 * the driver alone; the tests run it on an emulated device.
 */
package org.sparkddpm.engine.cuda;
