package io.binnacle.configuration;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record as configuration: its component {@code fileCheckFrequency} is the property {@code
 * <prefix>.file-check-frequency}. Components are checked by Bean Validation and have a {@link
 * DefaultValue}, or are Optional.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ConfigurationPrefix {
  String value();
}
