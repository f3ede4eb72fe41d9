package io.binnacle.apiserver.endpoint;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The container's threads, for writing answers whose results come from a thread of the store. */
@ApplicationScoped
public class ResponseExecutor implements Executor {
  @Resource private @Nullable ManagedExecutorService service;

  @Override
  public void execute(Runnable task) {
    if (service == null) {
      throw new IllegalStateException("no managed executor was injected");
    }
    service.execute(task);
  }
}
