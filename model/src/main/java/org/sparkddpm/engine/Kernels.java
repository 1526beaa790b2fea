package org.sparkddpm.engine;

/**
 * The arithmetic of training and sampling.
 *
 * <p>Images are {@code [N, H, W, C]} (channels last), vectors {@code [N, C]}. Results are written
 * into tensors that the caller owns. A backward method overwrites its results (it never adds to
 * them) and takes the forward inputs again instead of hidden state, so that an implementation may
 * keep scratch memory but no meaning between calls. No call takes or gives a number of the host
 * that changes from step to step, so that a step is a list of calls which can be recorded.
 */
public interface Kernels extends LayerKernels, StepKernels {}
