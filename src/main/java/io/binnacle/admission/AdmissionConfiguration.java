package io.binnacle.admission;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import java.util.List;

/**
 * Which admission plugins run.
 *
 * @param disablePlugins names of plugins to leave out; names that are not known are warned of
 */
@ConfigurationPrefix("binnacle.admission")
public record AdmissionConfiguration(@DefaultValue("") List<String> disablePlugins) {}
