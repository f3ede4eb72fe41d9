package io.binnacle.apimachinery.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A schedule of a CronJob: five fields, or one of the descriptors such as {@code @daily}. The
 * grammar and its messages are those of the parser that Kubernetes uses, which users see.
 *
 * <p>Each field is a set of numbers, bit n for n.
 *
 * @param everyDay whether the day of the month was left open: then the day of the week decides
 *     alone
 * @param everyWeekday the same, the other way round
 * @param periodSeconds of {@code @every}; 0 where the fields decide
 */
public record CronSchedule(
    long minutes,
    long hours,
    long days,
    long months,
    long weekdays,
    boolean everyDay,
    boolean everyWeekday,
    long periodSeconds) {
  /** A day such as 29 February is some years away at the most. */
  private static final int SEARCHED_YEARS = 5;

  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern GO_DURATION =
      Pattern.compile("([0-9]+(\\.[0-9]*)?(ns|us|µs|ms|s|m|h))+");

  /** One of the five fields: its range, and the names of its values. */
  private enum Field {
    MINUTE(0, 59, List.of()),
    HOUR(0, 23, List.of()),
    DAY(1, 31, List.of()),
    MONTH(
        1,
        12,
        List.of(
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    WEEKDAY(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

    private final int min;
    private final int max;
    private final List<String> names;

    Field(int min, int max, List<String> names) {
      this.min = min;
      this.max = max;
      this.names = names;
    }
  }

  private static final Map<String, String> DESCRIPTORS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  /**
   * Reads a schedule.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static CronSchedule parse(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty spec string");
    }
    if (text.startsWith("@every ")) {
      return every(text, text.substring("@every ".length()));
    }
    if (text.startsWith("@")) {
      String fields = DESCRIPTORS.get(text);
      if (fields == null) {
        throw new IllegalArgumentException("unrecognized descriptor: " + text);
      }
      return parse(fields);
    }
    String[] fields = SPACES.split(text.strip());
    if (fields.length != Field.values().length) {
      throw new IllegalArgumentException(
          "expected exactly 5 fields, found "
              + fields.length
              + ": "
              + Arrays.toString(fields).replace(",", ""));
    }
    return new CronSchedule(
        bits(fields[0], Field.MINUTE),
        bits(fields[1], Field.HOUR),
        bits(fields[2], Field.DAY),
        bits(fields[3], Field.MONTH),
        bits(fields[4], Field.WEEKDAY),
        isOpen(fields[2]),
        isOpen(fields[4]),
        0);
  }

  /**
   * The first time behind another at which the schedule is due, in the zone of that time; empty
   * where there is none within some years. Hours that a change of the clock leaves out do not
   * count, those that come twice count twice.
   */
  public Optional<ZonedDateTime> next(ZonedDateTime after) {
    if (periodSeconds > 0) {
      return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plusSeconds(periodSeconds));
    }
    ZonedDateTime time = after.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    int lastYear = time.getYear() + SEARCHED_YEARS;
    while (time.getYear() <= lastYear) {
      if (!has(months, time.getMonthValue())) {
        time = startOf(time.toLocalDate().withDayOfMonth(1).plusMonths(1), time);
      } else if (!isDay(time.toLocalDate())) {
        time = startOf(time.toLocalDate().plusDays(1), time);
      } else if (!has(hours, time.getHour())) {
        time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      } else if (!has(minutes, time.getMinute())) {
        time = time.plusMinutes(1);
      } else {
        return Optional.of(time);
      }
    }
    return Optional.empty();
  }

  private static ZonedDateTime startOf(LocalDate day, ZonedDateTime in) {
    return day.atStartOfDay(in.getZone());
  }

  private static boolean has(long bits, int number) {
    return (bits & (1L << number)) != 0;
  }

  /** Where both kinds of days are given, either will do. */
  private boolean isDay(LocalDate day) {
    boolean inMonth = has(days, day.getDayOfMonth());
    boolean inWeek = has(weekdays, day.getDayOfWeek().getValue() % DayOfWeek.values().length);
    return everyDay || everyWeekday ? inMonth && inWeek : inMonth || inWeek;
  }

  private static CronSchedule every(String text, String duration) {
    if (!GO_DURATION.matcher(duration).matches()) {
      throw new IllegalArgumentException(
          "failed to parse duration " + text + ": time: invalid duration \"" + duration + "\"");
    }
    return new CronSchedule(0, 0, 0, 0, 0, true, true, Math.max(1, seconds(duration)));
  }

  private static long seconds(String duration) {
    double seconds = 0;
    var parts = Pattern.compile("([0-9.]+)(ns|us|µs|ms|s|m|h)").matcher(duration);
    while (parts.find()) {
      double unit =
          switch (parts.group(2)) {
            case "h" -> 3600;
            case "m" -> 60;
            case "s" -> 1;
            default -> 0;
          };
      seconds += Double.parseDouble(parts.group(1)) * unit;
    }
    return (long) seconds;
  }

  private static boolean isOpen(String field) {
    return Arrays.stream(field.split(",")).anyMatch(part -> part.matches("[*?](/1)?"));
  }

  private static long bits(String text, Field field) {
    long bits = 0;
    for (String part : text.split(",")) {
      bits |= rangeBits(part, field);
    }
    return bits;
  }

  private static long rangeBits(String part, Field field) {
    String[] rangeAndStep = part.split("/", -1);
    String[] ends = rangeAndStep[0].split("-", -1);
    int start;
    int end;
    boolean single = ends.length == 1;
    if (ends[0].equals("*") || ends[0].equals("?")) {
      start = field.min;
      end = field.max;
    } else {
      start = number(ends[0], field);
      end =
          switch (ends.length) {
            case 1 -> start;
            case 2 -> number(ends[1], field);
            default -> throw new IllegalArgumentException("too many hyphens: " + part);
          };
    }
    int step = 1;
    if (rangeAndStep.length == 2) {
      step = integer(rangeAndStep[1]);
      if (single) {
        end = field.max;
      }
    } else if (rangeAndStep.length > 2) {
      throw new IllegalArgumentException("too many slashes: " + part);
    }
    check(part, field, start, end, step);
    long bits = 0;
    for (int value = start; value <= end; value += step) {
      bits |= 1L << value;
    }
    return bits;
  }

  private static void check(String part, Field field, int start, int end, int step) {
    if (start < field.min) {
      throw new IllegalArgumentException(
          "beginning of range (" + start + ") below minimum (" + field.min + "): " + part);
    }
    if (end > field.max) {
      throw new IllegalArgumentException(
          "end of range (" + end + ") above maximum (" + field.max + "): " + part);
    }
    if (start > end) {
      throw new IllegalArgumentException(
          "beginning of range (" + start + ") beyond end of range (" + end + "): " + part);
    }
    if (step == 0) {
      throw new IllegalArgumentException("step of range should be a positive number: " + part);
    }
  }

  private static int number(String text, Field field) {
    int named = field.names.indexOf(text.toLowerCase(Locale.ROOT));
    return named >= 0 ? named + field.min : integer(text);
  }

  private static int integer(String text) {
    if (!text.matches("[-+]?[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "failed to parse int from "
              + text
              + ": strconv.Atoi: parsing \""
              + text
              + "\": invalid syntax");
    }
    int value = Integer.parseInt(text);
    if (value < 0) {
      throw new IllegalArgumentException("negative number (" + value + ") not allowed: " + text);
    }
    return value;
  }
}
