package io.binnacle.incontainer;

import java.io.IOException;
import org.jboss.arquillian.config.descriptor.api.ArquillianDescriptor;
import org.jboss.arquillian.container.spi.event.container.AfterStop;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;

/**
 * Makes Arquillian's container the project's own: a {@link LibertyServer} is laid out before the
 * container is set up, and cleared away when the container has stopped.
 */
public final class LibertyExtension implements LoadableExtension {
  @Override
  public void register(ExtensionBuilder builder) {
    builder.observer(Preparation.class);
  }

  /** One a run of Arquillian, which has one container. */
  public static final class Preparation {
    private static final int BEFORE_THE_CONTAINER_IS_SET_UP = 100;

    private final LibertyServer server = new LibertyServer();

    public void prepare(
        @Observes(precedence = BEFORE_THE_CONTAINER_IS_SET_UP) ArquillianDescriptor descriptor)
        throws IOException {
      server.layOut();
      server.configuration().forEach(descriptor.container("liberty")::property);
    }

    public void clearAway(@Observes AfterStop stopped) throws IOException {
      server.clearAway();
    }
  }
}
