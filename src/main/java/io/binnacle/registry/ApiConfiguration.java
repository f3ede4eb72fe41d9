package io.binnacle.registry;

import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import java.util.List;

/**
 * Which versions of the API are served.
 *
 * @param runtimeConfig entries such as {@code api/beta=true} or {@code
 *     storage.k8s.io/v1beta1=true}, as kube-apiserver's {@code --runtime-config} takes them; an
 *     entry without a value is true
 */
@ConfigurationPrefix("binnacle.api")
public record ApiConfiguration(@DefaultValue("") List<String> runtimeConfig) {}
