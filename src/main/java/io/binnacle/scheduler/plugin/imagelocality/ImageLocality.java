package io.binnacle.scheduler.plugin.imagelocality;

import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PreScorePlugin;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.ScorePlugin;
import io.binnacle.scheduler.framework.Status;
import io.fabric8.kubernetes.api.model.Container;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Prefers nodes that have the pod's images, by their size; an image that few nodes have counts
 * less, so that those few are not flooded.
 */
@Dependent
public class ImageLocality implements PreScorePlugin, ScorePlugin {
  private static final long MEBIBYTE = 1024 * 1024;

  /** Images smaller than this are not worth a preference. */
  private static final long MIN_BYTES = 23 * MEBIBYTE;

  private static final long MAX_BYTES_PER_CONTAINER = 1000 * MEBIBYTE;

  /** The pod's images, and the share of all nodes that has each. */
  private record Images(List<String> names, Map<String, Double> shares) {}

  @Override
  public String name() {
    return "ImageLocality";
  }

  @Override
  public Status preScore(SchedulingContext context, List<NodeInfo> nodes) {
    List<String> names = new ArrayList<>();
    context.pod().spec().getContainers().forEach(container -> addImage(container, names));
    context.pod().spec().getInitContainers().forEach(container -> addImage(container, names));
    List<NodeInfo> all = context.snapshot().nodes();
    Map<String, Double> shares = new HashMap<>();
    for (String name : names) {
      long having = all.stream().filter(node -> node.imageSizes().containsKey(name)).count();
      shares.put(name, (double) having / all.size());
    }
    if (shares.values().stream().allMatch(share -> share == 0)) {
      return Status.SKIP;
    }
    context.put(new Images(names, shares));
    return Status.SUCCESS;
  }

  private static void addImage(Container container, List<String> names) {
    String image = container.getImage();
    if (image != null && !image.isEmpty()) {
      // A node reports names with their tag.
      boolean tagged = image.lastIndexOf(':') > image.lastIndexOf('/');
      names.add(tagged ? image : image + ":latest");
    }
  }

  @Override
  public long score(SchedulingContext context, NodeInfo node) {
    Images images = context.require(Images.class);
    double bytes = 0;
    for (String name : images.names()) {
      bytes += node.imageSizes().getOrDefault(name, 0L) * images.shares().getOrDefault(name, 0.0);
    }
    double max = (double) MAX_BYTES_PER_CONTAINER * images.names().size();
    double counted = Math.clamp(bytes, MIN_BYTES, max);
    return (long) (MAX_NODE_SCORE * (counted - MIN_BYTES) / (max - MIN_BYTES));
  }
}
