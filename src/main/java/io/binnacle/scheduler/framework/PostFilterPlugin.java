package io.binnacle.scheduler.framework;

/** Is asked when no node was found, and may find a way to make room. */
public interface PostFilterPlugin extends Plugin {
  /** Called on the scheduling thread. Changes nothing: the scheduler does what it proposes. */
  PostFilterResult postFilter(SchedulingContext context, Diagnosis diagnosis, FilterRunner filters);
}
