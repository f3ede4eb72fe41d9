package io.binnacle.configuration;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link ConfigurationPrefix} records from properties and checks them. Text forms: lists are
 * separated by commas, durations are {@code 500ms}, {@code 20s}, {@code 5m}, {@code 1h}. Safe for
 * any thread.
 */
public final class ConfigurationReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|)");

  private final Function<String, Optional<String>> properties;
  private final Validator validator;
  private final Set<String> known = new ConcurrentSkipListSet<>();
  private final Map<Class<?>, Record> records = new ConcurrentHashMap<>();

  /**
   * @param properties the value of a property, empty where it is not set
   */
  public ConfigurationReader(Function<String, Optional<String>> properties, Validator validator) {
    this.properties = properties;
    this.validator = validator;
  }

  /**
   * Gives a record, which is read and checked when it is first asked for.
   *
   * @throws ConfigurationException naming every property that is wrong
   */
  public <T extends Record> T read(Class<T> type) {
    return type.cast(records.computeIfAbsent(type, unread -> make(type)));
  }

  private <T extends Record> T make(Class<T> type) {
    ConfigurationPrefix prefix = type.getAnnotation(ConfigurationPrefix.class);
    if (prefix == null) {
      throw new IllegalArgumentException(type + " has no @ConfigurationPrefix");
    }
    List<String> problems = new ArrayList<>();
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String property = prefix.value() + "." + kebabCase(components[i].getName());
      known.add(property);
      try {
        values[i] = value(property, components[i]);
      } catch (IllegalArgumentException e) {
        problems.add(property + ": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    T record = construct(type, components, values);
    for (ConstraintViolation<T> violation : validator.validate(record)) {
      problems.add(
          prefix.value()
              + "."
              + kebabCase(violation.getPropertyPath().toString())
              + ": "
              + violation.getMessage());
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return record;
  }

  /** The names of all properties that the records read so far have. */
  public Set<String> knownProperties() {
    return new TreeSet<>(known);
  }

  private @Nullable Object value(String property, RecordComponent component) {
    Optional<String> text = properties.apply(property).filter(value -> !value.isBlank());
    Type type = component.getGenericType();
    if (component.getType() == Optional.class) {
      return text.map(
          value -> convert(value, ((ParameterizedType) type).getActualTypeArguments()[0]));
    }
    DefaultValue defaultValue = component.getAnnotation(DefaultValue.class);
    if (text.isEmpty() && defaultValue == null) {
      throw new IllegalArgumentException("must be set");
    }
    return convert(text.orElseGet(() -> defaultValue == null ? "" : defaultValue.value()), type);
  }

  private static Object convert(String text, Type type) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      Type element = list.getActualTypeArguments()[0];
      return Arrays.stream(text.split(","))
          .map(String::strip)
          .filter(entry -> !entry.isEmpty())
          .map(entry -> convert(entry, element))
          .toList();
    }
    String trimmed = text.strip();
    if (type == String.class) {
      return trimmed;
    } else if (type == boolean.class || type == Boolean.class) {
      return switch (trimmed.toLowerCase(Locale.ROOT)) {
        case "true", "1", "yes", "on" -> true;
        case "false", "0", "no", "off" -> false;
        default ->
            throw new IllegalArgumentException("must be true or false, not '" + trimmed + "'");
      };
    } else if (type == int.class || type == Integer.class) {
      return (int) number(trimmed, Integer.MIN_VALUE, Integer.MAX_VALUE);
    } else if (type == long.class || type == Long.class) {
      return number(trimmed, Long.MIN_VALUE, Long.MAX_VALUE);
    } else if (type == double.class || type == Double.class) {
      return decimal(trimmed);
    } else if (type == Path.class) {
      return Path.of(trimmed);
    } else if (type == Duration.class) {
      return duration(trimmed);
    } else if (type instanceof Class<?> enumType && enumType.isEnum()) {
      for (Object constant : enumType.getEnumConstants()) {
        if (((Enum<?>) constant)
            .name()
            .replace("_", "-")
            .equalsIgnoreCase(trimmed.replace("_", "-"))) {
          return constant;
        }
      }
      throw new IllegalArgumentException("'" + trimmed + "' is none of the possible values");
    }
    throw new IllegalArgumentException("configuration cannot have the type " + type);
  }

  private static long number(String text, long min, long max) {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, in the words of the configuration.
    }
    throw new IllegalArgumentException("must be a whole number, not '" + text + "'");
  }

  private static double decimal(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number, not '" + text + "'", e);
    }
  }

  private static Duration duration(String text) {
    Matcher form = DURATION.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "must be a duration such as 500ms, 20s, 5m, 1h, not '" + text + "'");
    }
    long amount = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofSeconds(amount);
    };
  }

  private static <T extends Record> T construct(
      Class<T> type, RecordComponent[] components, @Nullable Object[] values) {
    try {
      Constructor<T> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new ConfigurationException(List.of(String.valueOf(e.getCause())));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code fileCheckFrequency} to {@code file-check-frequency}. */
  static String kebabCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }
}
