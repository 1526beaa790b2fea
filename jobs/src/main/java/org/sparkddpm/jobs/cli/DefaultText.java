package org.sparkddpm.jobs.cli;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says in words what an option's default is, also where it depends on the preset. */
final class DefaultText {
  private final Presets presets;
  private final boolean hasPresets;

  DefaultText(JobOptions options, Presets presets) {
    this.presets = presets;
    this.hasPresets = options.find(JobOption.PRESET).isPresent();
  }

  /** Such as {@code cosine}, {@code 1 (small, article: 5)} or {@code none}. */
  String of(JobOption option) {
    if (!hasPresets || presets.names().isEmpty()) {
      return shown(option.defaultValue());
    }
    Map<String, List<String>> presetsOf =
        presets.names().stream()
            .collect(
                Collectors.groupingBy(
                    preset -> inPreset(option, preset), LinkedHashMap::new, Collectors.toList()));
    String first = inPreset(option, presets.names().get(0));
    String others =
        presetsOf.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(first))
            .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
            .collect(Collectors.joining("; "));
    return others.isEmpty() ? first : first + " (" + others + ")";
  }

  private String inPreset(JobOption option, String preset) {
    String value = presets.of(preset).getOrDefault(option.name(), option.defaultValue());
    boolean decimal = option.kind() == OptionKind.NUMBER;
    return shown(decimal ? new BigDecimal(value).stripTrailingZeros().toPlainString() : value);
  }

  private static String shown(String value) {
    return value.isEmpty() ? "none" : value;
  }
}
