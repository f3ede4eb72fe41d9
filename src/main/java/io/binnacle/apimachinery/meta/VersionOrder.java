package io.binnacle.apimachinery.meta;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The order of an API's versions, the most stable first: v2, v1, v2beta1, v1beta2, v1alpha1, and
 * then whatever has another form, by its letters.
 */
public final class VersionOrder implements Comparator<String> {
  public static final VersionOrder INSTANCE = new VersionOrder();
  private static final Pattern FORM = Pattern.compile("v(\\d{1,9})(?:(alpha|beta)(\\d{1,9}))?");
  private static final int STABLE = 2;

  private VersionOrder() {}

  @Override
  public int compare(String a, String b) {
    Matcher first = FORM.matcher(a);
    Matcher second = FORM.matcher(b);
    boolean firstFits = first.matches();
    boolean secondFits = second.matches();
    if (!firstFits || !secondFits) {
      return firstFits == secondFits ? a.compareTo(b) : firstFits ? -1 : 1;
    }
    int order = Integer.compare(stability(second), stability(first));
    if (order == 0) {
      order = Integer.compare(number(second, 1), number(first, 1));
    }
    return order == 0 ? Integer.compare(number(second, 3), number(first, 3)) : order;
  }

  private static int stability(Matcher version) {
    if (version.group(2) == null) {
      return STABLE;
    }
    return version.group(2).equals("beta") ? 1 : 0;
  }

  private static int number(Matcher version, int group) {
    return version.group(group) == null ? 0 : Integer.parseInt(version.group(group));
  }
}
