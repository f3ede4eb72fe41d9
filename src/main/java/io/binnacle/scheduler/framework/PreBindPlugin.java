package io.binnacle.scheduler.framework;

/** Does what must be done before a pod is bound, such as binding its volumes. */
public interface PreBindPlugin extends Plugin {
  /** Called on the pod's binding thread; may block. */
  Status preBind(SchedulingContext context, String nodeName);
}
