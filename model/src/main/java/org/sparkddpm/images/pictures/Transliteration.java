package org.sparkddpm.images.pictures;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Texts in the few characters of {@link PixelText}: letters lose their accents, and those of other
 * alphabets are written by their sound, about as in passports.
 */
final class Transliteration {
  private static final String LATIN = "Æ AE Ø O Ð D Đ D Þ TH Ł L Œ OE Ħ H Ŋ NG Ŧ T Ə E ẞ SS";

  private static final String GREEK =
      "Α A Β V Γ G Δ D Ε E Ζ Z Η I Θ TH Ι I Κ K Λ L Μ M Ν N Ξ X Ο O Π P Ρ R Σ S Τ T Υ Y Φ F Χ CH"
          + " Ψ PS Ω O";

  private static final String CYRILLIC =
      "А A Б B В V Г G Ґ G Д D Ђ DJ Е E Є YE Ж ZH З Z Ѕ DZ И I І I Ј J К K Л L Љ LJ М M Н N Њ NJ"
          + " О O П P Р R С S Т T Ћ C У U Ф F Х KH Ц TS Ч CH Џ DZ Ш SH Щ SHCH Ъ ' Ы Y Ь ' Э E Ю YU"
          + " Я YA";

  private static final Map<Integer, String> LETTERS = letters();

  private Transliteration() {}

  private static Map<Integer, String> letters() {
    Map<Integer, String> letters = new HashMap<>();
    for (String alphabet : new String[] {LATIN, GREEK, CYRILLIC}) {
      String[] pairs = alphabet.split(" ", -1);
      for (int i = 0; i < pairs.length; i += 2) {
        letters.put(pairs[i].codePointAt(0), pairs[i + 1]);
      }
    }
    return letters;
  }

  /** The text in capitals that can be drawn; empty if a character of it cannot be written so. */
  static Optional<String> of(String text) {
    String parts =
        Normalizer.normalize(text.strip().toUpperCase(Locale.ROOT), Normalizer.Form.NFKD);
    StringBuilder written = new StringBuilder();
    for (int character : parts.codePoints().toArray()) {
      String one = Character.toString(character);
      if (PixelText.canDraw(one)) {
        written.append(one);
      } else if (LETTERS.containsKey(character)) {
        written.append(LETTERS.get(character));
      } else if (Character.getType(character) != Character.NON_SPACING_MARK) {
        return Optional.empty();
      }
    }
    return written.toString().isBlank() ? Optional.empty() : Optional.of(written.toString());
  }
}
