package org.sparkddpm.engine;

/** The element-wise non-linearities of the network. */
public enum Activation {
  /** {@code x * sigmoid(x)} (Hendrycks and Gimpel 2016; Elfwing et al. 2018). */
  SILU,
  /** {@code x * Phi(x)}, Phi the standard normal distribution function (Hendrycks and Gimpel). */
  GELU
}
