package io.binnacle.apiserver.discovery;

import io.binnacle.apimachinery.meta.GroupVersion;
import java.util.Collection;
import java.util.List;

/**
 * A group version that another server serves.
 *
 * @param groupPriority the group's place, the higher the earlier
 * @param versionPriority the version's place within its group, the higher the earlier
 * @param fresh whether the resources are what the server answered lately
 */
public record ExtensionGroupVersion(
    GroupVersion groupVersion,
    int groupPriority,
    int versionPriority,
    List<DiscoveredResource> resources,
    boolean fresh) {

  /** Where they are found; safe for any thread. */
  public interface Source {
    /** There is none. */
    Source NONE =
        new Source() {
          @Override
          public long generation() {
            return 0;
          }

          @Override
          public Collection<ExtensionGroupVersion> groupVersions() {
            return List.of();
          }
        };

    /** Changes whenever the group versions do. */
    long generation();

    Collection<ExtensionGroupVersion> groupVersions();
  }
}
