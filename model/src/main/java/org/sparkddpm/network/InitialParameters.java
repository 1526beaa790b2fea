package org.sparkddpm.network;

import java.util.Arrays;
import org.sparkddpm.random.Purpose;
import org.sparkddpm.random.RandomStream;
import org.sparkddpm.unet.Node;
import org.sparkddpm.unet.Parameter;
import org.sparkddpm.unet.ParameterLayout;
import org.sparkddpm.unet.UNetConfig;
import org.sparkddpm.unet.UNetGraph;

/** What training starts from. */
public final class InitialParameters {

  private InitialParameters() {}

  /**
   * All parameters of a network in the order of its {@link ParameterLayout}, each a pure function
   * of the seed and the parameter's place: layers uniform by their fan-in, embeddings normal, norms
   * the identity.
   */
  public static float[] of(UNetConfig config, long seed) {
    float[] values = new float[ParameterLayout.of(config).length()];
    int number = 0;
    int offset = 0;
    for (Node node : UNetGraph.nodes(config)) {
      for (Parameter parameter : node.block().parameters()) {
        int length = Math.toIntExact(parameter.length());
        RandomStream stream = RandomStream.of(seed, Purpose.WEIGHTS, number);
        switch (parameter.init()) {
          case UNIFORM ->
              stream.fillUniform(
                  values, offset, length, (float) (1 / Math.sqrt((double) parameter.fanIn())));
          case NORMAL -> stream.fillGaussian(values, offset, length);
          case ONE -> Arrays.fill(values, offset, offset + length, 1f);
          case ZERO -> {}
        }
        offset += length;
        number++;
      }
    }
    return values;
  }
}
