package io.binnacle.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.AuthenticationOutcome.NotApplicable;
import io.binnacle.authentication.AuthenticationOutcome.Rejected;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthenticationChainTest {
  private static final Credentials TOKEN =
      new Credentials(List.of(), Optional.of("secret"), Optional.empty());
  private static final AuthenticationOutcome ANN = new Authenticated(UserInfo.of("ann", "dev"));

  private record Fixed(String name, int order, AuthenticationOutcome outcome)
      implements Authenticator {
    @Override
    public AuthenticationOutcome authenticate(Credentials credentials) {
      return outcome;
    }
  }

  private static AuthenticationOutcome ask(
      boolean anonymous, Credentials credentials, Fixed... authenticators) {
    return new AuthenticationChain(List.of(authenticators), anonymous).authenticate(credentials);
  }

  @Test
  void addsTheGroupOfAllAuthenticated() {
    assertThat(ask(false, TOKEN, new Fixed("a", 1, ANN)))
        .isEqualTo(new Authenticated(UserInfo.of("ann", "dev", "system:authenticated")));
  }

  @Test
  void asksInOrderUntilOneKnows() {
    AuthenticationOutcome bob = new Authenticated(UserInfo.of("bob", "system:authenticated"));
    assertThat(
            ask(
                false,
                TOKEN,
                new Fixed("c", 3, ANN),
                new Fixed("b", 2, bob),
                new Fixed("a", 1, new Rejected("not mine"))))
        .isEqualTo(bob);
  }

  @Test
  void refusesCredentialsThatNobodyKnowsEvenWhereAnonymousRequestsAreAllowed() {
    assertThat(ask(true, TOKEN, new Fixed("a", 1, new NotApplicable())))
        .isInstanceOf(Rejected.class);
    assertThat(ask(true, TOKEN, new Fixed("a", 1, new Rejected("wrong"))))
        .isEqualTo(new Rejected("a: wrong"));
  }

  @Test
  void takesARequestWithoutCredentialsAsAnonymousOnlyWhereThatIsAllowed() {
    assertThat(ask(false, Credentials.none(), new Fixed("a", 1, ANN))).isInstanceOf(Rejected.class);
    assertThat(ask(true, Credentials.none()))
        .isEqualTo(new Authenticated(UserInfo.of("system:anonymous", "system:unauthenticated")));
  }
}
