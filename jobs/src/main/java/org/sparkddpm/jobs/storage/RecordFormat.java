package org.sparkddpm.jobs.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Between a record of plain values and a JSON object with one field for each component, in snake
 * case and in the order of the components.
 *
 * <p>A component that came after others had been written has a default: its field is left out where
 * it has that value, and has it where it is left out. So what was written before is still read, and
 * what could be said before is still written as it was, byte for byte.
 *
 * @param <T> the record; its components are {@code int}, {@code long}, {@code double}, {@code
 *     boolean}, texts or lists of these
 */
public final class RecordFormat<T extends Record> {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  /** What a value must be, as one and as many. */
  private record Kind(Predicate<JsonNode> test, String one, String many) {

    private static final Kind INT = new Kind(JsonNode::isInt, "a whole number", "whole numbers");
    private static final Kind LONG =
        new Kind(
            node -> node.isIntegralNumber() && node.canConvertToLong(),
            "a whole number",
            "whole numbers");
    private static final Kind DOUBLE = new Kind(JsonNode::isNumber, "a number", "numbers");
    private static final Kind TRUTH =
        new Kind(JsonNode::isBoolean, "true or false", "true or false");
    private static final Kind TEXT = new Kind(JsonNode::isTextual, "a text", "texts");
    private static final Map<Type, Kind> ALL =
        Map.of(
            int.class, INT,
            Integer.class, INT,
            long.class, LONG,
            Long.class, LONG,
            double.class, DOUBLE,
            Double.class, DOUBLE,
            boolean.class, TRUTH,
            Boolean.class, TRUTH,
            String.class, TEXT);

    static Kind of(Type type) {
      if (type instanceof ParameterizedType list) {
        Kind element = of(list.getActualTypeArguments()[0]);
        return new Kind(
            node -> node.isArray() && all(node, element.test),
            "a list of " + element.many,
            "lists of " + element.many);
      }
      Kind kind = ALL.get(type);
      if (kind == null) {
        throw new IllegalArgumentException("no plain value: " + type);
      }
      return kind;
    }

    private static boolean all(JsonNode array, Predicate<JsonNode> test) {
      for (JsonNode value : array) {
        if (!test.test(value)) {
          return false;
        }
      }
      return true;
    }
  }

  private final Class<T> type;
  private final String file;
  private final String prefix;
  private final String writer;
  private final ObjectNode defaults;
  private final Map<String, Kind> fields = new LinkedHashMap<>();

  /**
   * A format; the texts are for messages.
   *
   * @param file the file that holds the object
   * @param prefix before the fields' names, such as {@code model.}
   * @param writer the program that writes it
   * @param later the defaults of components that came later, by the names of their fields
   */
  public RecordFormat(
      Class<T> type, String file, String prefix, String writer, Map<String, Object> later) {
    this.type = type;
    this.file = file;
    this.prefix = prefix;
    this.writer = writer;
    this.defaults = MAPPER.valueToTree(later);
    for (RecordComponent component : type.getRecordComponents()) {
      String name =
          PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
      fields.put(name, Kind.of(component.getGenericType()));
    }
    if (!fields.keySet().containsAll(later.keySet())) {
      throw new IllegalArgumentException(type + " has not all components of " + later.keySet());
    }
  }

  /** A record as JSON. */
  public ObjectNode write(T value) {
    ObjectNode json = MAPPER.valueToTree(value);
    defaults
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().equals(json.get(field.getKey()))) {
                json.remove(field.getKey());
              }
            });
    return json;
  }

  /**
   * Reads what {@link #write} wrote; fields of other records may stand beside it.
   *
   * @throws IllegalArgumentException naming the file and the field that is missing or of another
   *     type; or by the record, if it refuses a value
   */
  public T read(JsonNode json) {
    ObjectNode whole = MAPPER.createObjectNode();
    fields.forEach(
        (name, kind) -> {
          JsonNode value = json.has(name) ? json.get(name) : defaults.path(name);
          if (value.isMissingNode() || value.isNull()) {
            throw new IllegalArgumentException(
                "%s has no %s%s; it was not written by this version of %s"
                    .formatted(file, prefix, name, writer));
          }
          if (!kind.test.test(value)) {
            throw new IllegalArgumentException(
                "%s: %s%s must be %s, but is %s; use the file that %s wrote"
                    .formatted(file, prefix, name, kind.one, value, writer));
          }
          whole.set(name, value);
        });
    try {
      return MAPPER.treeToValue(whole, type);
    } catch (ValueInstantiationException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(e);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the types of all fields were checked", e);
    }
  }

  /**
   * Refuses fields that are of none of the records whose fields may stand in an object.
   *
   * @throws IllegalArgumentException naming the file and the field
   */
  public static void refuseUnknown(JsonNode json, RecordFormat<?>... formats) {
    RecordFormat<?> any = formats[0];
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (Stream.of(formats).noneMatch(format -> format.fields.containsKey(name))) {
                throw new IllegalArgumentException(
                    "%s: %s%s is unknown to this version; use the version of %s that wrote it, or a later one"
                        .formatted(any.file, any.prefix, Printable.of(name), any.writer));
              }
            });
  }
}
