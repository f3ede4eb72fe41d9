package io.binnacle.storage.postgres;

import static org.hibernate.resource.jdbc.spi.PhysicalConnectionHandlingMode.DELAYED_ACQUISITION_AND_HOLD;

import io.binnacle.storage.StoreException;
import jakarta.persistence.PersistenceUnitTransactionType;
import jakarta.persistence.SharedCacheMode;
import jakarta.persistence.ValidationMode;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.hibernate.HibernateException;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.BatchSettings;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.SchemaToolingSettings;
import org.hibernate.jpa.HibernatePersistenceConfiguration;

/** Makes the database ready and the JPA persistence unit over it. */
final class PersistenceUnit {
  private static final int BATCH_SIZE = 500;

  private PersistenceUnit() {}

  /** Brings the schema up to date; servers that start together wait for one another. */
  static void migrate(DataSource dataSource) {
    try {
      Flyway.configure(PersistenceUnit.class.getClassLoader())
          .dataSource(dataSource)
          .locations("classpath:db/migrations")
          .table("store_schema_history")
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StoreException(
          StoreException.Reason.UNAVAILABLE, "the database schema cannot be migrated", e);
    }
  }

  static SessionFactory open(DataSource dataSource) {
    try {
      return new HibernatePersistenceConfiguration("binnacle")
          .managedClasses(
              RevisionRow.class,
              ObjectRow.class,
              ChangeRow.class,
              CommitRow.class,
              FloorRow.class,
              PartitionRow.class,
              EncryptionKeyRow.class)
          .transactionType(PersistenceUnitTransactionType.RESOURCE_LOCAL)
          .sharedCacheMode(SharedCacheMode.NONE)
          .validationMode(ValidationMode.NONE)
          .property(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource)
          // What a session has set shall hold for all its transactions; and where there is no pool,
          // to connect costs more than to commit.
          .property(JdbcSettings.CONNECTION_HANDLING, DELAYED_ACQUISITION_AND_HOLD)
          // Naming the database and trusting Flyway's schema saves questions at the start.
          .property(JdbcSettings.JAKARTA_HBM2DDL_DB_NAME, "PostgreSQL")
          .property(JdbcSettings.ALLOW_METADATA_ON_BOOT, false)
          .property(SchemaToolingSettings.JAKARTA_HBM2DDL_DATABASE_ACTION, "none")
          .property("hibernate.xml_mapping_enabled", false)
          .property("hibernate.query.startup_check", false)
          .property(BatchSettings.STATEMENT_BATCH_SIZE, BATCH_SIZE)
          .createEntityManagerFactory();
    } catch (HibernateException e) {
      throw new StoreException(
          StoreException.Reason.UNAVAILABLE, "the persistence unit cannot be opened", e);
    }
  }
}
