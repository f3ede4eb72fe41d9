package io.binnacle.node.probe;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC health check (grpc.health.v1). Its two messages have one field each, so they are written
 * and read by hand.
 */
final class GrpcHealth {
  private static final int SERVING = 1;
  private static final int SERVICE_FIELD_TAG = 0x0a;
  private static final int STATUS_FIELD_TAG = 0x08;

  private static final MethodDescriptor<byte[], byte[]> CHECK =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("grpc.health.v1.Health/Check")
          .setRequestMarshaller(new Bytes())
          .setResponseMarshaller(new Bytes())
          .build();

  ProbeOutcome check(String host, int port, String service, Duration timeout) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(host, port)
            .usePlaintext()
            .userAgent("kube-probe/1.36")
            .build();
    try {
      byte[] answer =
          ClientCalls.blockingUnaryCall(
              channel,
              CHECK,
              CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS),
              request(service));
      int status = answer.length >= 2 && answer[0] == STATUS_FIELD_TAG ? answer[1] : 0;
      return status == SERVING
          ? ProbeOutcome.OK
          : ProbeOutcome.failure("service unhealthy (responded with \"" + name(status) + "\")");
    } catch (StatusRuntimeException e) {
      return ProbeOutcome.failure(failure(e, host + ":" + port, timeout));
    } finally {
      channel.shutdownNow();
    }
  }

  private static String failure(StatusRuntimeException e, String target, Duration timeout) {
    Status.Code code = e.getStatus().getCode();
    if (code == Status.Code.UNIMPLEMENTED) {
      return "this server does not implement the grpc health protocol (grpc.health.v1.Health)";
    }
    if (code == Status.Code.DEADLINE_EXCEEDED || code == Status.Code.UNAVAILABLE) {
      return "timeout: failed to connect service \""
          + target
          + "\" within "
          + timeout.toSeconds()
          + "s: "
          + e.getStatus().getDescription();
    }
    return "error: health rpc probe failed: " + e.getMessage();
  }

  private static String name(int status) {
    return switch (status) {
      case 2 -> "NOT_SERVING";
      case 3 -> "SERVICE_UNKNOWN";
      default -> "UNKNOWN";
    };
  }

  private static byte[] request(String service) {
    if (service.isEmpty()) {
      return new byte[0];
    }
    byte[] name = service.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(SERVICE_FIELD_TAG);
    int length = name.length;
    while (length > 0x7f) {
      message.write(length & 0x7f | 0x80);
      length >>>= 7;
    }
    message.write(length);
    message.writeBytes(name);
    return message.toByteArray();
  }

  /** Messages as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
