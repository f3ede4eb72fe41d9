package io.binnacle.apimachinery.resource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of a resource, exact ({@code resource.Quantity} of the API): {@code 100m}, {@code
 * 1.5Gi}, {@code 2e3}. Comparison and equality are by amount; {@link #toString()} is the canonical
 * text in the format that was read. Immutable.
 */
public final class Quantity implements Comparable<Quantity> {
  /** The family of suffixes that the canonical text uses. */
  private enum Format {
    DECIMAL_SI,
    BINARY_SI,
    DECIMAL_EXPONENT
  }

  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI, "");

  private static final Pattern SYNTAX =
      Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))([numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d{1,4})?");

  /** The digits without leading zeros, and those of the fraction. */
  private static final Pattern DIGITS = Pattern.compile("[+-]?0*(\\d*)(?:\\.(\\d*))?");

  /** What has a suffix, good or not. */
  private static final Pattern SHAPE =
      Pattern.compile("(?!$)[+-]?\\d*\\.?\\d*[eEinumkKMGTP]*[+-]?\\d*");

  private static final Map<String, Integer> DECIMAL_EXPONENTS =
      Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
  private static final String[] DECIMAL_SUFFIXES = {
    "n", "u", "m", "", "k", "M", "G", "T", "P", "E"
  };
  private static final String[] BINARY_SUFFIXES = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  private static final BigDecimal KIBI = BigDecimal.valueOf(1024);

  /** More digits than this do not surely fit 64 bits. */
  private static final int SHORT_DIGITS = 18;

  private final BigDecimal amount;
  private final Format format;
  private final String text;

  /**
   * @param text the form to print; empty for the canonical one
   */
  private Quantity(BigDecimal amount, Format format, String text) {
    this.amount = amount;
    this.format = format;
    this.text = text;
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when the text is no quantity
   */
  public static Quantity parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          SHAPE.matcher(text).matches()
              ? "unable to parse quantity's suffix"
              : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    return read(matcher, text);
  }

  private static Quantity read(Matcher matcher, String text) {
    BigDecimal number = new BigDecimal(matcher.group(1));
    String suffix = matcher.group(2) == null ? "" : matcher.group(2);
    Integer exponent = DECIMAL_EXPONENTS.get(suffix);
    if (exponent != null) {
      return decimal(number, exponent, Format.DECIMAL_SI, text);
    }
    for (int i = 1; i < BINARY_SUFFIXES.length; i++) {
      if (BINARY_SUFFIXES[i].equals(suffix)) {
        return of(number.multiply(KIBI.pow(i)), Format.BINARY_SI);
      }
    }
    return decimal(number, Integer.parseInt(suffix.substring(1)), Format.DECIMAL_EXPONENT, text);
  }

  /**
   * What already looks canonical is printed as it was written, though a sign, a fraction or a
   * capital E may be in it: Kubernetes does so to be quick, and clients see it.
   */
  private static Quantity decimal(BigDecimal number, int exponent, Format format, String text) {
    Quantity quantity = of(number.scaleByPowerOfTen(exponent), format);
    Matcher digits = DIGITS.matcher(text);
    if (!digits.lookingAt()) {
      return quantity;
    }
    String fraction = digits.group(2) == null ? "" : digits.group(2);
    String shifted = digits.group(1) + fraction;
    int scale = exponent - fraction.length();
    boolean kept =
        scale % 3 == 0
            && scale >= -9
            && !shifted.isEmpty()
            && shifted.length() <= SHORT_DIGITS
            && shifted.charAt(0) != '0'
            && !shifted.endsWith("000");
    return kept ? new Quantity(quantity.amount, format, text) : quantity;
  }

  public static Quantity ofMilli(long milli) {
    return of(BigDecimal.valueOf(milli, 3), Format.DECIMAL_SI);
  }

  public static Quantity ofCount(long count) {
    return of(BigDecimal.valueOf(count), Format.DECIMAL_SI);
  }

  /** Printed with binary suffixes, as memory is. */
  public static Quantity ofBytes(long bytes) {
    return of(BigDecimal.valueOf(bytes), Format.BINARY_SI);
  }

  /** The finest unit is nano: what is finer is rounded away from zero, as Kubernetes does. */
  private static Quantity of(BigDecimal amount, Format format) {
    BigDecimal exact = amount.scale() > 9 ? amount.setScale(9, RoundingMode.UP) : amount;
    return new Quantity(exact.stripTrailingZeros(), format, "");
  }

  /** The amount in whole thousandths, rounded up. */
  public Quantity roundUpToMilli() {
    return amount.scale() > 3 ? of(amount.setScale(3, RoundingMode.UP), format) : this;
  }

  public Quantity plus(Quantity other) {
    return of(amount.add(other.amount), amount.signum() == 0 ? other.format : format);
  }

  public Quantity minus(Quantity other) {
    return of(amount.subtract(other.amount), amount.signum() == 0 ? other.format : format);
  }

  /** The amount in whole units, rounded up. */
  public long value() {
    return amount.setScale(0, RoundingMode.UP).longValue();
  }

  /** The amount in thousandths, rounded up. */
  public long milliValue() {
    return amount.scaleByPowerOfTen(3).setScale(0, RoundingMode.UP).longValue();
  }

  /** The exact number. */
  public BigDecimal amount() {
    return amount;
  }

  public int signum() {
    return amount.signum();
  }

  /** Whether the amount is a whole number of units. */
  public boolean isInteger() {
    return amount.scale() <= 0;
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Quantity quantity && amount.compareTo(quantity.amount) == 0;
  }

  @Override
  public int hashCode() {
    return amount.stripTrailingZeros().hashCode();
  }

  /**
   * The canonical text: no fraction, the largest suffix that loses nothing. What was read and looks
   * like it is given as it was read.
   */
  @Override
  public String toString() {
    if (!text.isEmpty()) {
      return text;
    }
    if (amount.signum() == 0) {
      return "0";
    }
    return switch (format) {
      case BINARY_SI ->
          amount.scale() <= 0 && amount.abs().compareTo(KIBI) >= 0 ? binary() : decimal("");
      case DECIMAL_SI -> decimal("");
      case DECIMAL_EXPONENT -> decimal("e");
    };
  }

  private String binary() {
    BigDecimal scaled = amount;
    int power = 0;
    while (power < BINARY_SUFFIXES.length - 1) {
      BigDecimal[] parts = scaled.divideAndRemainder(KIBI);
      if (parts[1].signum() != 0) {
        break;
      }
      scaled = parts[0];
      power++;
    }
    return scaled.toBigInteger() + BINARY_SUFFIXES[power];
  }

  private String decimal(String exponentMark) {
    int exponent = Math.floorDiv(-amount.scale(), 3) * 3;
    exponent = Math.clamp(exponent, -9, 18);
    String digits = amount.scaleByPowerOfTen(-exponent).toBigIntegerExact().toString();
    if (exponentMark.isEmpty()) {
      return digits + DECIMAL_SUFFIXES[(exponent + 9) / 3];
    }
    return exponent == 0 ? digits : digits + exponentMark + exponent;
  }
}
