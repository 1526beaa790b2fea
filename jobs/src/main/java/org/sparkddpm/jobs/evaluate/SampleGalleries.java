package org.sparkddpm.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sparkddpm.jobs.evaluate.ShownSamples.Shown;
import org.sparkddpm.jobs.report.Gallery;
import org.sparkddpm.jobs.report.Gallery.Fact;
import org.sparkddpm.jobs.report.Gallery.Group;
import org.sparkddpm.jobs.report.Gallery.Item;
import org.sparkddpm.jobs.report.Numerals;
import org.sparkddpm.jobs.report.Page.Section;
import org.sparkddpm.jobs.report.Preview;
import org.sparkddpm.jobs.samples.SampleCommand;
import org.sparkddpm.jobs.samples.SamplingConfig;

/**
 * The samples of an evaluation: by class, those that the judge is least sure about, and those next
 * to training images.
 */
record SampleGalleries(Figures figures, ShownSamples shown, SampleCommand command) {

  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(byClass());
    sections.add(
        new Section(
            "least-sure",
            "What the judge is least sure about",
            "Of all samples: below each what it should be and what the judge takes it for. A red frame is a sample that it"
                + " takes for another class.",
            List.of(
                gallery(
                    "The least sure samples",
                    false,
                    List.of(
                        new Group(
                            "",
                            figures.ofSamples().doubtful().stream()
                                .map(one -> told(shown.at(one.position())))
                                .toList()))))));
    sections.add(nearest());
    return sections;
  }

  private Preview preview() {
    return new Preview(shown.shape());
  }

  private Section byClass() {
    List<Group> groups = new ArrayList<>();
    shown
        .firstPositions()
        .keySet()
        .forEach(
            label ->
                groups.add(
                    new Group(
                        "Class %s, agreement %s, %s of %s shown"
                            .formatted(
                                figures.nameOf(label),
                                Numerals.percent(figures.agreementOf(label)),
                                Numerals.count(shown.first(label).size()),
                                Numerals.count(figures.samples().count(label))),
                        shown.first(label).stream().map(this::item).toList())));
    int classes = figures.samples().labels().size();
    return new Section(
        "samples",
        "Samples",
        "The first of each class%s, not picked; only these are ordered by how sure the judge is. A red frame is a sample that the judge takes for another class; open one to see where it comes from."
            .formatted(
                groups.size() < classes
                    ? String.format(Locale.ROOT, ", of %d of %d classes", groups.size(), classes)
                    : ""),
        List.of(gallery("Samples by class", true, groups)));
  }

  private Section nearest() {
    SortedMap<Integer, List<Item>> byLabel = new TreeMap<>();
    figures
        .nearest()
        .closest()
        .forEach(
            pair ->
                byLabel
                    .computeIfAbsent(shown.at(pair.sample()).label(), absent -> new ArrayList<>())
                    .add(item(pair)));
    List<Group> groups = new ArrayList<>();
    byLabel.forEach(
        (label, items) -> groups.add(new Group("Class " + figures.nameOf(label), items)));
    return new Section(
        "nearest",
        "Nearest to the training images",
        "Left a sample, right the training image nearest to it, pixel by pixel, and their distance:"
            + " the nearest pairs of each class. Were the model to copy what it learned from, it"
            + " would show here. Half of real images have one %s away or nearer."
                .formatted(Numerals.number(figures.nearest().toTraining().real())),
        List.of(gallery("Samples beside training images", false, groups)));
  }

  private Item item(NearestPair pair) {
    ShownSamples.Training training = shown.training().get(pair.training());
    Item sample = item(shown.at(pair.sample()));
    List<Fact> facts = new ArrayList<>(sample.facts());
    facts.add(
        new Fact(
            "Nearest training image",
            "number %s, of class %s, %s away"
                .formatted(
                    Numerals.count(pair.training()),
                    figures.nameOf(training.label()),
                    Numerals.number(pair.distance()))));
    return new Item(
        sample.sample(),
        sample.alt(),
        sample.image(),
        Numerals.number(pair.distance()),
        false,
        sample.sureness(),
        preview().uri(training.pixels()),
        "the training image of class %s nearest to it".formatted(figures.nameOf(training.label())),
        facts);
  }

  /** A sample with what it should be and what it is taken for below it. */
  private Item told(Shown sample) {
    Item item = item(sample);
    return new Item(
        item.sample(),
        item.alt(),
        item.image(),
        "should be %s, taken for %s"
            .formatted(figures.nameOf(sample.label()), figures.nameOf(sample.predicted())),
        item.wrong(),
        item.sureness(),
        item.beside(),
        item.besideAlt(),
        item.facts());
  }

  private Gallery gallery(String title, boolean sortable, List<Group> groups) {
    SamplingConfig sampling = figures.samples().description().sampling();
    return new Gallery(
        title,
        sortable,
        List.of(
            new Fact("Seed", Long.toString(sampling.seed())),
            new Fact("Checkpoint", command.checkpoint().orElse(sampling.checkpoint())),
            new Fact("Sampler", sampling.sampler()),
            new Fact("Steps", Integer.toString(sampling.steps())),
            new Fact("Guidance", Double.toString(sampling.guidance()))),
        command.text(Gallery.SAMPLE),
        groups);
  }

  private Item item(Shown sample) {
    long index = figures.samples().index(sample.position());
    String name = figures.nameOf(sample.label());
    String taken = figures.nameOf(sample.predicted());
    boolean wrong = sample.predicted() != sample.label();
    return new Item(
        command.sample(sample.label(), index),
        String.format(Locale.ROOT, "sample %d of class %s", index, name)
            + (wrong ? ", taken for " + taken : ""),
        preview().uri(sample.pixels()),
        wrong ? "as " + taken : "",
        wrong,
        sample.confidence(),
        "",
        "",
        List.of(
            new Fact("Class", name),
            new Fact("Index", Long.toString(index)),
            new Fact(
                "Judge takes it for",
                taken + ", sure by " + Numerals.percent(sample.confidence()))));
  }
}
