package org.sparkddpm.jobs.evaluate;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.sparkddpm.images.LabelledImages;
import org.sparkddpm.jobs.data.NumberedImages;
import org.sparkddpm.jobs.measures.ThumbnailShape;
import org.sparkddpm.judge.JudgeConfig;
import org.sparkddpm.judge.Judgement;

/**
 * Judges a block of images in a task.
 *
 * @param id tells the judge's weights from others
 * @param chosen the images that are compared, whose features and thumbnails are kept
 * @param chosenAlone whether the others are not judged at all
 */
record JudgeTask(
    JudgeConfig config,
    String id,
    Broadcast<float[]> weights,
    ComputeSetup setup,
    Broadcast<ChosenPositions> chosen,
    boolean chosenAlone)
    implements Serializable {

  /** Images that are judged together, always the same ones however the work is spread. */
  static final int BLOCK = 1000;

  JudgedBlock run(NumberedImages block) {
    int[] kept = chosen.value().within(block);
    LabelledImages judged = chosenAlone ? ChosenImages.of(block, kept) : block.images();
    Judgement judgement =
        ExecutorJudges.judge(config, id, weights.value(), setup, judge -> judge.of(judged));
    ComparedImages compared = compared(block, kept, judged, judgement);
    return chosenAlone
        ? JudgedBlock.ofChosen(block, config.classes(), compared)
        : JudgedBlock.of(block, config.classes(), judgement, compared);
  }

  private ComparedImages compared(
      NumberedImages block, int[] kept, LabelledImages judged, Judgement judgement) {
    int features = config.features();
    ThumbnailShape shape = ThumbnailShape.of(judged.shape());
    ComparedImages compared = new ComparedImages(kept.length, features, shape.size());
    for (int i = 0; i < kept.length; i++) {
      int from = chosenAlone ? i : kept[i];
      System.arraycopy(
          judgement.features(), from * features, compared.features(), i * features, features);
      shape.draw(judged.image(from), compared.thumbnails(), i * shape.size());
      compared.positions()[i] = block.number(kept[i]);
    }
    return compared;
  }
}
