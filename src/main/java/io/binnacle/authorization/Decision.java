package io.binnacle.authorization;

/** What an authorizer says; the reason is for the log, audit and, when forbidden, the client. */
public sealed interface Decision {
  String reason();

  /** Allowed: the chain stops. */
  record Allow(String reason) implements Decision {}

  /** Refused whatever later authorizers would say: the chain stops. */
  record Deny(String reason) implements Decision {}

  /** Not this authorizer's to say: the chain goes on. */
  record NoOpinion(String reason) implements Decision {}
}
