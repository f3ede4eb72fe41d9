package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusCause;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.StoreException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Turns what goes wrong in the store into what the client is told. The one place that does. */
final class StoreErrors {
  private static final System.Logger LOG = System.getLogger(StoreErrors.class.getName());
  private static final int RETRY_AFTER_SECONDS = 1;

  private StoreErrors() {}

  /** The exception inside the wrappers that stages put around it. */
  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /**
   * @param resource the resource of the request
   * @param name the object of the request, empty where there is none
   */
  static ApiException toApiException(Throwable failure, GroupResource resource, String name) {
    return switch (unwrap(failure)) {
      case ApiException refusal -> refusal;
      case StoreException store -> ofStore(store, resource, name);
      case Throwable unforeseen -> {
        LOG.log(System.Logger.Level.ERROR, "A request on " + resource + " failed", unforeseen);
        yield ApiException.internal("the request could not be completed");
      }
    };
  }

  private static ApiException ofStore(StoreException e, GroupResource resource, String name) {
    if (e.resource() != null && !e.resource().equals(resource) && Attempts.onConflict(e)) {
      // It is about what is written along, such as a reservation that others were faster to make:
      // the client's own object neither exists nor was changed by anybody.
      return ApiException.tooManyRequests(
          "too many others are writing what this change of "
              + resource
              + " \""
              + name
              + "\" needs as well, please try again later",
          RETRY_AFTER_SECONDS);
    }
    return switch (e.reason()) {
      case ALREADY_EXISTS -> ApiException.alreadyExists(resource, name);
      case NOT_FOUND -> ApiException.notFound(resource, name);
      case CONFLICT -> ApiException.modified(resource, name);
      case REVISION_TOO_OLD ->
          ApiException.expired("The resourceVersion for the provided list is too old.");
      case REVISION_TOO_NEW -> tooNew(String.valueOf(e.getMessage()));
      case OVERLOADED ->
          ApiException.tooManyRequests(
              "too many writes are waiting, please try again later", RETRY_AFTER_SECONDS);
      case UNAVAILABLE ->
          ApiException.serviceUnavailable("the store cannot be reached at the moment");
      case STORAGE_FULL ->
          ApiException.insufficientStorage(
              "the database's disk is full: nothing can be written until there is room");
      case UNKNOWN_OUTCOME ->
          ApiException.timeout(
              "the connection to the store broke while the write was under way; it may or may not have taken effect",
              RETRY_AFTER_SECONDS);
    };
  }

  /** The refusal of a resourceVersion from the future: clients know it by its cause. */
  static ApiException tooNew(long wanted, long current) {
    return tooNew("Too large resource version: " + wanted + ", current: " + current);
  }

  private static ApiException tooNew(String message) {
    ObjectNode status =
        ApiException.of(
                StatusReason.TIMEOUT,
                "Timeout: " + message,
                null,
                "",
                List.of(
                    new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")))
            .status()
            .deepCopy();
    ((ObjectNode) status.get("details")).put("retryAfterSeconds", RETRY_AFTER_SECONDS);
    return ApiException.ofStatus(status);
  }
}
