package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.cacher.StoreSettings;
import java.time.Duration;

/** The two parts of the log, which are retained for different times. */
enum LogSection {
  GENERAL("store_change_general"),
  /** Of resources that change all the time and whose past nobody asks for. */
  SHORT_LIVED("store_change_short_lived");

  private final String table;

  LogSection(String table) {
    this.table = table;
  }

  static LogSection of(GroupResource resource) {
    return of(StoreSettings.SHORT_LIVED.contains(resource));
  }

  static LogSection of(boolean shortLived) {
    return shortLived ? SHORT_LIVED : GENERAL;
  }

  boolean isShortLived() {
    return this == SHORT_LIVED;
  }

  /** The table whose partitions have the entries. */
  String table() {
    return table;
  }

  Duration retention(StoreConfiguration configuration) {
    return isShortLived() ? configuration.shortLivedRetention() : configuration.retention();
  }
}
