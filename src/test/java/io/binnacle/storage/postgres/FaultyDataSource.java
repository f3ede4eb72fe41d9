package io.binnacle.storage.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/**
 * A data source whose connections die in COMMIT when they are told to, once each time, and are
 * counted.
 */
final class FaultyDataSource {
  enum Fault {
    NONE,
    /** The database commits, but its answer does not arrive. */
    ANSWER_LOST,
    /** The connection dies before the database hears of the commit. */
    COMMIT_LOST
  }

  final AtomicReference<Fault> next = new AtomicReference<>(Fault.NONE);
  final AtomicInteger connections = new AtomicInteger();
  private final DataSource real;

  FaultyDataSource(DataSource real) {
    this.real = real;
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          Object result = invoke(real, method, arguments);
          if (result instanceof Connection connection) {
            connections.incrementAndGet();
            return faulty(connection);
          }
          return result;
        });
  }

  private Connection faulty(Connection connection) {
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          if (method.getName().equals("commit")) {
            Fault fault = next.getAndSet(Fault.NONE);
            if (fault == Fault.ANSWER_LOST) {
              connection.commit();
            }
            if (fault != Fault.NONE) {
              connection.abort(Runnable::run);
              throw new SQLException("the connection died", "08006");
            }
          }
          return invoke(connection, method, arguments);
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultyDataSource.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
