package io.binnacle.storage.postgres;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The data source that the application server manages: pooled, and configured with the server. */
@Dependent
public class ManagedDataSource {
  @Resource(lookup = "jdbc/binnacle")
  private @Nullable DataSource dataSource;

  DataSource get() {
    if (dataSource == null) {
      throw new IllegalStateException("the server has injected no data source");
    }
    return dataSource;
  }
}
