package io.binnacle.apiserver.endpoint;

import jakarta.servlet.ServletContext;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections live on after answers such as 404 and 409, which are everyday ones here: a
 * controller asks for what may not be there, and a new TLS handshake after each such answer costs
 * more than the answer.
 *
 * <p>The container closes the connection after every answer whose status its table of statuses
 * calls an error, and has no setting for it (OpenLiberty issues 16521 and 25933). A status enters
 * that table by being constructed, so this constructs those that the server answers in the course
 * of its work. What the container itself answers to a request that it cannot read still ends the
 * connection, and so do the statuses after which a body may be left unread.
 */
final class ConnectionPersistence {
  private static final System.Logger LOG = System.getLogger(ConnectionPersistence.class.getName());
  private static final String STATUS_TABLE = "com.ibm.wsspi.http.channel.values.StatusCodes";

  private static final Map<Integer, String> EVERYDAY =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(406, "Not Acceptable"),
          Map.entry(409, "Conflict"),
          Map.entry(410, "Gone"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(502, "Bad Gateway"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(504, "Gateway Timeout"));

  private ConnectionPersistence() {}

  /**
   * Changes the container's table, once for the process. In another container, or another version
   * of this one, nothing changes but the log.
   */
  static void keepAfterErrors(ServletContext context) {
    Class<?> table = find(context.getClass());
    if (table == null) {
      LOG.log(Level.INFO, "The container ends connections after errors as it sees fit");
      return;
    }
    try {
      var constructor = table.getConstructor(int.class, String.class, boolean.class);
      for (Map.Entry<Integer, String> status : EVERYDAY.entrySet()) {
        constructor.newInstance(status.getKey(), status.getValue(), false);
      }
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.WARNING, "The container ends connections after errors", e);
    }
  }

  /** By the loaders of the context's own classes: the container's modules see it, we do not. */
  private static @Nullable Class<?> find(Class<?> context) {
    for (Class<?> of = context; of != null; of = of.getSuperclass()) {
      ClassLoader loader = of.getClassLoader();
      try {
        if (loader != null) {
          return Class.forName(STATUS_TABLE, true, loader);
        }
      } catch (ClassNotFoundException e) {
        LOG.log(Level.DEBUG, "{0} does not see the container's statuses", loader);
      }
    }
    return null;
  }
}
