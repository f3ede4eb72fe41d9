package io.binnacle.node.runtime.cri;

import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ContainerRuntimeException.Reason;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes calls and turns their failures into the port's. */
final class CriCalls {
  private final CriChannel channel;

  CriCalls(CriChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes a call.
   *
   * @param what is done, for the message of a failure
   */
  <T> T make(String what, Supplier<T> call) {
    channel.settle();
    try {
      return call.get();
    } catch (StatusRuntimeException failure) {
      throw CriErrors.of(what, failure);
    }
  }

  /** Makes a call on something; empty if that is gone. */
  <T> Optional<T> ifPresent(String what, Supplier<T> call) {
    try {
      return Optional.of(make(what, call));
    } catch (ContainerRuntimeException failure) {
      if (failure.reason() == Reason.NOT_FOUND) {
        return Optional.empty();
      }
      throw failure;
    }
  }
}
