package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.sparkddpm.engine.Engine;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.compute.TaskDevice;
import org.sparkddpm.jobs.storage.Sha256;
import org.sparkddpm.judge.JudgeConfig;
import org.sparkddpm.judge.JudgePlan;
import org.sparkddpm.judge.JudgeTraining;

/**
 * Trains a classifier of the judge's kind in a task.
 *
 * @param phase what progress calls it
 */
record ClassifierTraining(JudgeConfig config, JudgePlan plan, ComputeSetup setup, String phase)
    implements Serializable {

  /**
   * What comes of it.
   *
   * @param weights in the order of {@link JudgeConfig#layout}
   * @param images that it was trained on
   * @param dataSha256 over the pixels and labels of the images, in their order
   */
  record Trained(float[] weights, long images, String dataSha256) implements Serializable {}

  Trained run(LabelledImages images) {
    return setup.engine().onDevice(device -> run(images, device));
  }

  private Trained run(LabelledImages images, TaskDevice device) {
    try (Engine engine = device.create(false)) {
      engine.bind(setup.threads());
      return new Trained(
          JudgeTraining.run(config, plan, images, engine, new JudgeProgress(phase, plan.images())),
          images.size(),
          sha256(images));
    }
  }

  private static String sha256(LabelledImages images) {
    MessageDigest digest = Sha256.digest();
    ByteBuffer label = ByteBuffer.allocate(Integer.BYTES);
    for (int i = 0; i < images.size(); i++) {
      digest.update(images.image(i));
      digest.update(label.clear().putInt(images.label(i)).flip());
    }
    return Sha256.hex(digest);
  }
}
