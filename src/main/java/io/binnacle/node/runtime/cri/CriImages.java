package io.binnacle.node.runtime.cri;

import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.ContainerRuntimeException.Reason;
import io.binnacle.node.runtime.FilesystemUsage;
import io.binnacle.node.runtime.Image;
import io.binnacle.node.runtime.RegistryCredentials;
import io.binnacle.node.runtime.cri.proto.ImageFsInfoRequest;
import io.binnacle.node.runtime.cri.proto.ImageServiceGrpc;
import io.binnacle.node.runtime.cri.proto.ImageServiceGrpc.ImageServiceBlockingStub;
import io.binnacle.node.runtime.cri.proto.ImageStatusRequest;
import io.binnacle.node.runtime.cri.proto.ImageStatusResponse;
import io.binnacle.node.runtime.cri.proto.ListImagesRequest;
import io.binnacle.node.runtime.cri.proto.PullImageRequest;
import io.binnacle.node.runtime.cri.proto.RemoveImageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The image service of a runtime, with the images that no registry is asked for. */
final class CriImages {
  private static final Duration IMPORT_NOTICE = Duration.ofMillis(20);

  private final ImageServiceBlockingStub images;
  private final CriCalls calls;
  private final CriTimeouts timeouts;
  private final BuiltInImages builtInImages;

  CriImages(CriChannel channel, CriCalls calls, CriTimeouts timeouts, BuiltInImages builtInImages) {
    this.images = ImageServiceGrpc.newBlockingStub(channel.channel());
    this.calls = calls;
    this.timeouts = timeouts;
    this.builtInImages = builtInImages;
  }

  Optional<Image> image(String reference) {
    ImageStatusRequest request =
        ImageStatusRequest.newBuilder().setImage(CriRequests.image(reference)).build();
    return calls
        .ifPresent("looking at an image", () -> within(timeouts.look()).imageStatus(request))
        .filter(ImageStatusResponse::hasImage)
        .map(answer -> CriAnswers.image(answer.getImage()));
  }

  List<Image> list() {
    return calls
        .make(
            "listing images",
            () -> within(timeouts.look()).listImages(ListImagesRequest.getDefaultInstance()))
        .getImagesList()
        .stream()
        .map(CriAnswers::image)
        .toList();
  }

  String pull(String reference, Optional<RegistryCredentials> credentials) {
    if (builtInImages.contains(reference)) {
      return builtIn(reference);
    }
    PullImageRequest.Builder request =
        PullImageRequest.newBuilder().setImage(CriRequests.image(reference));
    credentials.map(CriRequests::credentials).ifPresent(request::setAuth);
    return calls
        .make("pulling the image", () -> within(timeouts.pull()).pullImage(request.build()))
        .getImageRef();
  }

  private String builtIn(String reference) {
    Optional<Image> present = image(reference);
    if (present.isEmpty()) {
      builtInImages.restore(reference);
      present = awaitImage(reference);
    }
    return present
        .map(Image::id)
        .orElseThrow(() ->
            new ContainerRuntimeException(
                Reason.NOT_FOUND, "the built-in image " + reference + " is not there"));
  }

  /** The CRI part of containerd learns of an import a moment after it. */
  private Optional<Image> awaitImage(String reference) {
    long deadline = System.nanoTime() + timeouts.look().toNanos();
    Optional<Image> image = image(reference);
    while (image.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(IMPORT_NOTICE.toNanos());
      image = image(reference);
    }
    return image;
  }

  void remove(String reference) {
    RemoveImageRequest request =
        RemoveImageRequest.newBuilder().setImage(CriRequests.image(reference)).build();
    calls.ifPresent("removing an image", () -> within(timeouts.change()).removeImage(request));
  }

  List<FilesystemUsage> filesystems() {
    return calls
        .make(
            "reading image filesystems",
            () -> within(timeouts.look()).imageFsInfo(ImageFsInfoRequest.getDefaultInstance()))
        .getImageFilesystemsList()
        .stream()
        .map(CriAnswers::filesystem)
        .toList();
  }

  private ImageServiceBlockingStub within(Duration timeout) {
    return images.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
