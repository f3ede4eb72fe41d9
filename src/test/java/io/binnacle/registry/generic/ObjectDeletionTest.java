package io.binnacle.registry.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.Deleted;
import io.binnacle.registry.RegistryFixture;
import io.binnacle.registry.RequestScope;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.ObjectStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectDeletionTest {
  private final RegistryFixture fixture = new RegistryFixture();
  private final RequestScope pods = fixture.scope("", "pods");

  /** What others do right before an object is removed, once each. */
  private final Queue<Runnable> meanwhile = new ArrayDeque<>();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void createPod() {
    fixture.create(
        pods,
        "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"nodeName\":\"n\",\"containers\":"
            + "[{\"name\":\"c\",\"image\":\"x\"}]}}");
  }

  private Deleted deleteNow() {
    ObjectStore store =
        (ObjectStore)
            Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (_, method, arguments) -> {
                  if (method.getName().equals("commit")
                      && arguments[0] instanceof MutationGroup group
                      && group.mutations().getFirst() instanceof Mutation.Delete
                      && !meanwhile.isEmpty()) {
                    return CompletableFuture.runAsync(meanwhile.remove())
                        .thenCompose(_ -> fixture.store().commit(group));
                  }
                  try {
                    return method.invoke(fixture.store(), arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    ObjectDeletion deletion =
        new ObjectDeletion(
            store,
            (_, prepareAndValidate) -> prepareAndValidate.run(),
            new Attempts(store, Runnable::run),
            Clock.systemUTC());
    return RegistryFixture.await(
        deletion.delete(pods, "a", Json.readTrusted("{\"gracePeriodSeconds\":0}"), false));
  }

  @Test
  void whoIsOvertakenByTheNodeHasDeletedThePodAllTheSame() {
    createPod();
    meanwhile.add(() -> fixture.delete(pods, "a", "{\"gracePeriodSeconds\":0}"));

    Deleted deleted = deleteNow();

    assertThat(deleted.gone()).isTrue();
    assertThat(deleted.object().object().isBeingDeleted()).isTrue();
  }

  @Test
  void aPodThatTookTheNameMeanwhileStays() {
    createPod();
    meanwhile.add(() -> {
      fixture.delete(pods, "a", "{\"gracePeriodSeconds\":0}");
      createPod();
    });

    assertThat(deleteNow().gone()).isTrue();

    assertThat(fixture.get(pods, "a").object().isBeingDeleted()).isFalse();
  }

  @Test
  void aStatusThatIsWrittenMeanwhileHoldsNothingUp() {
    createPod();
    meanwhile.add(() ->
        fixture.merge(
            fixture.scope("", "pods", "status"), "a", "{\"status\":{\"phase\":\"Running\"}}"));

    assertThat(deleteNow().gone()).isTrue();

    assertThat(fixture.store().cached().get(pods.definition().groupResource(), key())).isNull();
  }

  private static ObjectKey key() {
    return new ObjectKey(RegistryFixture.NAMESPACE, "a");
  }
}
