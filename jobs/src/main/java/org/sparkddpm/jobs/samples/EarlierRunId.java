package org.sparkddpm.jobs.samples;

import java.nio.charset.StandardCharsets;
import org.sparkddpm.training.ModelConfig;
import org.sparkddpm.unet.UNetConfig;

/**
 * The names of runs as the first version of the job made them: of the text that Java made of its
 * records then. Their folders are still found and completed, so this never changes, whatever the
 * records become.
 */
final class EarlierRunId {

  private EarlierRunId() {}

  static String of(RunIdentity identity) {
    SamplingConfig sampling = identity.sampling();
    String text =
        "SampleSpec[model=%s, checkpoint=%s, weights=%s, digest=%s, sampler=%s, steps=%s, eta=%s, guidance=%s, clip=%s, seed=%s, batchSize=%s] %s %s"
            .formatted(
                model(identity.model()),
                sampling.checkpoint(),
                sampling.weights(),
                sampling.weightsSha256(),
                sampling.sampler(),
                sampling.steps(),
                sampling.eta(),
                sampling.guidance(),
                sampling.clip(),
                sampling.seed(),
                sampling.batchSize(),
                sampling.classes(),
                sampling.perClass());
    return RunIdentity.name(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String model(ModelConfig model) {
    return "ModelConfig[unet=%s, diffusion=DiffusionConfig[schedule=%s, timesteps=%s], imageHeight=%s, imageWidth=%s]"
        .formatted(
            unet(model.unet()),
            model.diffusion().schedule(),
            model.diffusion().timesteps(),
            model.imageHeight(),
            model.imageWidth());
  }

  private static String unet(UNetConfig unet) {
    return "UNetConfig[height=%s, width=%s, classes=%s, patch=%s, dim=%s, multipliers=%s, stemKernel=%s, stemChannels=%s, linearAttention=%s, middleAttention=%s, heads=%s, headChannels=%s, groups=%s, classMaps=%s, classInTime=%s]"
        .formatted(
            unet.height(),
            unet.width(),
            unet.classes(),
            unet.patch(),
            unet.dim(),
            unet.multipliers(),
            unet.stemKernel(),
            unet.stemChannels(),
            unet.linearAttention(),
            unet.middleAttention(),
            unet.heads(),
            unet.headChannels(),
            unet.groups(),
            unet.classMaps(),
            unet.classInTime());
  }
}
