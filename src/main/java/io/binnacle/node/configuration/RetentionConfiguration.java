package io.binnacle.node.configuration;

import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;

/**
 * How much the node keeps of what grows: logs and images. The defaults are those of Kubernetes'
 * KubeletConfiguration.
 *
 * @param containerLogMaxSize a quantity of bytes; a longer log is rotated
 * @param containerLogMaxFiles of a container, the current one included
 * @param containerLogMonitorInterval how often logs are looked at
 * @param imageGcPeriod how often the images' disk is looked at
 * @param imageGcHighThresholdPercent of the disk in use, from which on images are removed
 * @param imageGcLowThresholdPercent of the disk in use, down to which images are removed
 * @param imageMinimumGcAge images that came later are kept
 * @param imageMaximumGcAge images that were unused for longer are removed whatever the disk has; 0
 *     for never
 */
@ConfigurationPrefix("binnacle.node")
public record RetentionConfiguration(
    @DefaultValue("10Mi") @Pattern(regexp = "[1-9]\\d{0,9}([kMG]|[KMG]i)?")
        String containerLogMaxSize,
    @DefaultValue("5") @Min(2) @Max(1000) int containerLogMaxFiles,
    @DefaultValue("10s") Duration containerLogMonitorInterval,
    @DefaultValue("5m") Duration imageGcPeriod,
    @DefaultValue("85") @Min(0) @Max(100) int imageGcHighThresholdPercent,
    @DefaultValue("80") @Min(0) @Max(100) int imageGcLowThresholdPercent,
    @DefaultValue("2m") Duration imageMinimumGcAge,
    @DefaultValue("0s") Duration imageMaximumGcAge) {

  /** The longest log that is not rotated. */
  public long containerLogMaxBytes() {
    return Quantity.parse(containerLogMaxSize).value();
  }

  /** Otherwise removing images would never end, or never begin. */
  @AssertTrue(message = "image-gc-low-threshold-percent must be below the high threshold")
  public boolean isImageGcLowThresholdBelowHigh() {
    return imageGcLowThresholdPercent < imageGcHighThresholdPercent;
  }
}
