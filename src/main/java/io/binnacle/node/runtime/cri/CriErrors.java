package io.binnacle.node.runtime.cri;

import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ContainerRuntimeException.Reason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Turns gRPC's failures into the port's. */
final class CriErrors {
  private CriErrors() {}

  static ContainerRuntimeException of(String call, StatusRuntimeException failure) {
    Status status = failure.getStatus();
    String description = status.getDescription();
    String text = description == null ? status.getCode().toString() : description;
    Reason reason =
        switch (status.getCode()) {
          case NOT_FOUND -> Reason.NOT_FOUND;
          case ALREADY_EXISTS -> Reason.ALREADY_EXISTS;
          case UNAVAILABLE -> Reason.UNAVAILABLE;
          case DEADLINE_EXCEEDED -> Reason.TIMEOUT;
          default -> isReservedName(text) ? Reason.ALREADY_EXISTS : Reason.OTHER;
        };
    String message =
        switch (reason) {
          case UNAVAILABLE -> "the container runtime cannot be reached: " + text;
          case TIMEOUT -> call + " did not end in time: " + text;
          case NOT_FOUND, ALREADY_EXISTS, OTHER -> text;
        };
    ContainerRuntimeException translated = new ContainerRuntimeException(reason, message);
    translated.initCause(failure);
    return translated;
  }

  /** containerd answers UNKNOWN to a name that another sandbox or container holds. */
  private static boolean isReservedName(String text) {
    return text.contains("is reserved for");
  }
}
