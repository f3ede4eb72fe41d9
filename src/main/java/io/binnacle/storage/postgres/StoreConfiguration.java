package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import io.binnacle.storage.cacher.StoreSettings;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the database is, and the measures of the store.
 *
 * @param url the JDBC URL of a PostgreSQL; the first of url and connectionFile that is set counts;
 *     where neither is, the application server's data source does
 * @param connectionFile a properties file with {@code url}, {@code user} and {@code password}, such
 *     as the embedded PostgreSQL leaves
 * @param queueCapacity groups that may wait for the committer before more are refused
 * @param mutationsPerCommit about how many mutations one transaction takes
 * @param retention how far back watches and reads at a revision reach
 * @param shortLivedRetention the same for Events and Leases
 * @param retentionSize a quantity of bytes: a log that is larger loses its oldest part, however old
 *     that is; 0 for no limit
 * @param partitionRevisions the fewest revisions that a table of the log spans
 * @param historyEntries the most changes of one resource kept in memory
 * @param pollInterval how often other servers' commits are looked for besides being notified
 */
@ConfigurationPrefix("binnacle.store")
public record StoreConfiguration(
    Optional<String> url,
    Optional<String> user,
    Optional<String> password,
    Optional<Path> connectionFile,
    @DefaultValue("10000") @Min(1) int queueCapacity,
    @DefaultValue("500") @Min(1) int mutationsPerCommit,
    @DefaultValue("10m") Duration retention,
    @DefaultValue("2m") Duration shortLivedRetention,
    @DefaultValue("0") @Pattern(regexp = "0|[1-9]\\d{0,9}([kMGT]|[KMGT]i)?") String retentionSize,
    @DefaultValue("10000") @Min(1) int partitionRevisions,
    @DefaultValue("20000") @Min(100) int historyEntries,
    @DefaultValue("500ms") Duration pollInterval) {

  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);

  /** 0 for no limit. */
  long retentionBytes() {
    return Quantity.parse(retentionSize).value();
  }

  StoreSettings settings() {
    return new StoreSettings(
        queueCapacity,
        mutationsPerCommit,
        retention,
        shortLivedRetention,
        historyEntries,
        StoreSettings.SHORT_LIVED,
        pollInterval,
        PROGRESS_INTERVAL);
  }

  /** Without what may hold a password. */
  @Override
  public String toString() {
    return "StoreConfiguration[queueCapacity=" + queueCapacity + ", retention=" + retention + "]";
  }
}
