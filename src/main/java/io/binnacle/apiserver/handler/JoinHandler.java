package io.binnacle.apiserver.handler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.authentication.join.NodeJoin;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers a machine that joins the cluster as a node: signs its certificates. */
public final class JoinHandler implements RequestHandler {
  private final NodeJoin join;

  public JoinHandler(NodeJoin join) {
    this.join = join;
  }

  @Override
  public boolean handles(RequestInfo info) {
    return info.path().equals(NodeJoin.PATH);
  }

  @Override
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    if (!request.info().verb().equals("post")) {
      throw ApiException.of(
          StatusReason.METHOD_NOT_ALLOWED,
          "the server does not allow this method on the requested resource");
    }
    ObjectNode body = request.body().decode("").object();
    NodeJoin.Answer answer =
        join.join(
            request.user(),
            new NodeJoin.Request(
                body.path("nodeName").asText(), body.path("signingRequest").asText()));
    ObjectNode document = Json.object();
    document.put("authority", answer.authority());
    document.put("clientCertificate", answer.clientCertificate());
    document.put("servingCertificate", answer.servingCertificate());
    return CompletableFuture.completedFuture(
        new ApiResult.DocumentResult(201, document, List.of()));
  }
}
