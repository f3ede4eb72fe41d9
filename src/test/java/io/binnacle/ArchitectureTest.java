package io.binnacle;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The dependency rules of docs/architecture.md. */
@AnalyzeClasses(packages = "io.binnacle", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.binnacle.";

  @ArchTest
  static void seesTheWholeProject(JavaClasses all) {
    assertThat(all.size()).as("classes scanned").isGreaterThan(50);
  }

  @ArchTest
  static final ArchRule APIMACHINERY_KNOWS_NOBODY =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "apimachinery..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.binnacle..")
                  .and(not(resideInAPackage(ROOT + "apimachinery.."))));

  @ArchTest
  static final ArchRule SCHEMA_KNOWS_APIMACHINERY =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "schema..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.binnacle..")
                  .and(not(resideInAnyPackage(ROOT + "apimachinery..", ROOT + "schema.."))));

  @ArchTest
  static final ArchRule SQL_ONLY_IN_POSTGRES =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "storage.postgres..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              "javax.sql..",
              "jakarta.persistence..",
              "org.hibernate..",
              "org.postgresql..",
              "org.flywaydb..");

  @ArchTest
  static final ArchRule ENTITIES_STAY_IN_POSTGRES =
      classes()
          .that()
          .areAnnotatedWith("jakarta.persistence.Entity")
          .should()
          .notBePublic()
          .andShould()
          .resideInAPackage(ROOT + "storage.postgres..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule WEB_TYPES_ONLY_AT_THE_EDGE =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + "apiserver..", ROOT + "node.server..", ROOT + "app.bench.bare..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.servlet..", "jakarta.ws.rs..", "jakarta.websocket..");

  @ArchTest
  static final ArchRule COMPONENTS_KNOW_THE_CLIENT_ALONE =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + "controller..",
              ROOT + "scheduler..",
              ROOT + "node..",
              ROOT + "proxy..",
              ROOT + "dns..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT + "storage..",
              ROOT + "registry..",
              ROOT + "apiserver..",
              ROOT + "authentication..",
              ROOT + "authorization..",
              ROOT + "admission..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule COMPONENTS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching(ROOT + "(controller|scheduler|node|proxy|dns)..")
          .should()
          .notDependOnEachOther()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule CONTROLLERS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching(ROOT + "controller.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              DescribedPredicate.alwaysTrue(), resideInAPackage(ROOT + "controller.workload.."))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule PLUGINS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching(ROOT + "(**).plugin.(*)..")
          .should()
          .notDependOnEachOther()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule NOBODY_KNOWS_APP =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "app..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "app..");

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule PACKAGES_ARE_NULL_MARKED =
      classes()
          .that()
          .haveSimpleName("package-info")
          .should()
          .beAnnotatedWith("org.jspecify.annotations.NullMarked");

  @ArchTest
  static void everyPackageSaysItsPurpose(JavaClasses all) {
    assertThat(
            all.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("io.binnacle") && !name.contains(".proto"))
                .distinct()
                .filter(name -> !all.contain(name + ".package-info")))
        .as("packages without package-info.java")
        .isEmpty();
  }
}
