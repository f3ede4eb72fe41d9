package io.binnacle.registry.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.StoreException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class StoreErrorsTest {
  private static final GroupResource SERVICES = new GroupResource("", "services");
  private static final GroupResource ADDRESSES = new GroupResource("binnacle.io", "ipallocations");

  private static ApiException answer(GroupResource of) {
    return StoreErrors.toApiException(
        new CompletionException(
            new StoreException(
                StoreException.Reason.ALREADY_EXISTS, of, ObjectKey.clusterScoped("s51"))),
        SERVICES,
        "s51");
  }

  @Test
  void theClientIsToldOfItsOwnObject() {
    assertThat(answer(SERVICES)).hasMessage("services \"s51\" already exists");
  }

  @Test
  void aConflictOverWhatIsWrittenAlongIsNoneOverTheClientsObject() {
    ApiException refusal = answer(ADDRESSES);

    assertThat(refusal.code()).isEqualTo(429);
    assertThat(refusal).hasMessageContaining("please try again later");
    assertThat(refusal.status().at("/details/retryAfterSeconds").asInt()).isEqualTo(1);
  }

  @Test
  void aFullDiskIsNoDefectAndNoServerThatIsAway() {
    ApiException refusal =
        StoreErrors.toApiException(
            new CompletionException(
                new StoreException(StoreException.Reason.STORAGE_FULL, "the disk is full")),
            SERVICES,
            "s51");

    assertThat(refusal.code()).isEqualTo(507);
    assertThat(refusal.reason()).isEqualTo("InsufficientStorage");
    assertThat(refusal).hasMessageContaining("disk is full");
  }
}
