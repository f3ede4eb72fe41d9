package io.binnacle.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ObjectKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaderElectorTest {
  private static final ObjectKey LEASE = new ObjectKey("kube-system", "x");

  private final FakeTime time = new FakeTime();
  private final FakeApiClient api = new FakeApiClient(time);
  private final List<String> told = new ArrayList<>();
  private final LeaderElector one = elector("one");
  private final LeaderElector two = elector("two");

  private LeaderElector elector(String identity) {
    return new LeaderElector(
        api,
        LEASE,
        identity,
        LeaderElector.Timing.DEFAULT,
        time,
        new LeaderElector.Listener() {
          @Override
          public void onStartedLeading() {
            told.add(identity + " starts");
          }

          @Override
          public void onStoppedLeading() {
            told.add(identity + " stops");
          }
        });
  }

  private void pass(int seconds, LeaderElector... ticking) {
    for (int i = 0; i < seconds; i++) {
      time.advance(Duration.ofSeconds(1));
      for (LeaderElector elector : ticking) {
        elector.tick();
      }
    }
  }

  @Test
  void theFirstLeadsAsLongAsItRenews() {
    one.tick();
    pass(60, one, two);
    assertThat(one.isLeader()).isTrue();
    assertThat(two.isLeader()).isFalse();
    assertThat(told).containsExactly("one starts");
  }

  @Test
  void anotherTakesOverOnceTheLeaseHasExpired() {
    one.tick();
    pass(2, one, two);
    pass(9, two);
    assertThat(two.isLeader()).isFalse();
    pass(4, two);
    assertThat(two.isLeader()).isTrue();
    assertThat(
            api.get(Resources.LEASES, "kube-system", "x")
                .tree()
                .at("/spec/leaseTransitions")
                .asInt())
        .isEqualTo(1);
    pass(3, one, two);
    assertThat(one.isLeader()).isFalse();
  }

  @Test
  void aLeaderThatCannotRenewStepsDownBeforeAnotherMayBegin() {
    one.tick();
    api.failWhen(call -> Optional.of(ApiException.serviceUnavailable("away")));
    pass(6, one);
    assertThat(one.isLeader()).isTrue();
    pass(1, one);
    assertThat(one.isLeader()).isFalse();
    assertThat(told).containsExactly("one starts", "one stops");
  }

  @Test
  void aReleasedLeaseIsTakenAtOnce() {
    one.tick();
    pass(1, two);
    one.release();
    pass(3, one, two);
    assertThat(two.isLeader()).isTrue();
  }

  @Test
  void whoIsStartedAgainUnderItsNameLeadsAtOnce() {
    one.tick();
    pass(5, one, two);
    LeaderElector restarted = elector("one");
    restarted.tick();
    assertThat(restarted.isLeader()).isTrue();
  }
}
