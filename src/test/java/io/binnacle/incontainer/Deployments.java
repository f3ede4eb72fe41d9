package io.binnacle.incontainer;

import io.binnacle.incontainer.probe.Recording;
import io.binnacle.testing.ApiHttp;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.hamcrest.Matcher;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The application as the build makes it, and with it what tests need inside of it. */
final class Deployments {
  /** Here it has no entry in the product's server.xml that would say so. */
  private static final String CONTEXT_ROOT =
      """
      <web-ext xmlns="http://websphere.ibm.com/xml/ns/javaee" version="1.1">
        <context-root uri="/"/>
      </web-ext>
      """;

  private Deployments() {}

  /** Gives the application; its libraries are the server's, as docs/adr/0003 wants it. */
  static WebArchive application(String name) {
    File built = Path.of("target", "dist", "binnacle.war").toFile();
    return ShrinkWrap.create(ZipImporter.class, name + ".war")
        .importFrom(built)
        .as(WebArchive.class)
        .addPackage(Recording.class.getPackage())
        .addClass(ApiHttp.class)
        .addAsWebInfResource(new StringAsset(CONTEXT_ROOT), "ibm-web-ext.xml")
        .addAsLibraries(
            libraryOf(Assertions.class), libraryOf(Awaitility.class), libraryOf(Matcher.class));
  }

  private static File libraryOf(Class<?> type) {
    try {
      return new File(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
