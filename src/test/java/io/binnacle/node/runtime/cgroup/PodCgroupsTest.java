package io.binnacle.node.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodCgroupsTest {
  @TempDir Path mount;

  private PodCgroups open() {
    return ((PodCgroups.Access.Granted) PodCgroups.open(mount, "binnacle-1")).cgroups();
  }

  private String content(String file) throws IOException {
    return Files.readString(mount.resolve(file));
  }

  @Test
  void saysWhyThereAreNone() {
    assertThat(PodCgroups.open(mount, "binnacle-1"))
        .isInstanceOfSatisfying(
            PodCgroups.Access.Denied.class,
            denied -> assertThat(denied.reason()).contains(mount.toString()));
  }

  @Nested
  class Version1 {
    @Test
    void limitsAPodInEachHierarchy() throws IOException {
      mountVersion1();
      String parent =
          open().create(QosClass.BURSTABLE, "u1", new CgroupLimits(256, 50_000, 0, 1 << 20));

      assertThat(parent).isEqualTo("/binnacle-1/kubepods/burstable/podu1");
      assertThat(content("cpu" + parent + "/cpu.shares")).isEqualTo("256");
      assertThat(content("memory" + parent + "/memory.limit_in_bytes")).isEqualTo("1048576");
      assertThat(mount.resolve("pids" + parent)).isDirectory();
    }

    @Test
    void weighsAClassByItsPods() throws IOException {
      mountVersion1();
      PodCgroups cgroups = open();
      cgroups.create(QosClass.BURSTABLE, "u1", new CgroupLimits(256, 0, 0, 0));
      cgroups.create(QosClass.BURSTABLE, "u2", new CgroupLimits(512, 0, 0, 0));
      cgroups.create(QosClass.BESTEFFORT, "u3", new CgroupLimits(0, 0, 0, 0));

      assertThat(content("cpu/binnacle-1/kubepods/burstable/cpu.shares")).isEqualTo("768");
      assertThat(content("cpu/binnacle-1/kubepods/besteffort/cpu.shares")).isEqualTo("2");
      assertThat(cgroups.pods())
          .isEqualTo(
              Map.of(
                  "u1", QosClass.BURSTABLE,
                  "u2", QosClass.BURSTABLE,
                  "u3", QosClass.BESTEFFORT));
    }

    @Test
    void readsWhatAPodUses() throws IOException {
      mountVersion1();
      PodCgroups cgroups = open();
      String parent = cgroups.create(QosClass.GUARANTEED, "u1", new CgroupLimits(2, 0, 0, 0));
      Files.writeString(mount.resolve("cpuacct" + parent + "/cpuacct.usage"), "1234\n");
      Files.writeString(mount.resolve("memory" + parent + "/memory.usage_in_bytes"), "900\n");
      Files.writeString(
          mount.resolve("memory" + parent + "/memory.stat"),
          "inactive_file 1\ntotal_inactive_file 300\ntotal_rss 200\n");

      assertThat(cgroups.usage(QosClass.GUARANTEED, "u1"))
          .contains(new CgroupUsage(1234, 900, 600, 200));
      assertThat(cgroups.usage(QosClass.GUARANTEED, "u2")).isEmpty();
    }

    private void mountVersion1() throws IOException {
      for (String controller : new String[] {"cpu", "cpuacct", "memory", "pids", "systemd"}) {
        Files.createDirectory(mount.resolve(controller));
      }
    }
  }

  @Nested
  class Version2 {
    @Test
    void handsControllersDownAndLimits() throws IOException {
      prepare("", "binnacle-1", "binnacle-1/kubepods");
      for (QosClass qos : QosClass.values()) {
        prepare("binnacle-1/kubepods/" + qos.directory());
      }
      prepare("binnacle-1/kubepods/burstable/podu1");
      PodCgroups cgroups = open();
      String parent = cgroups.create(QosClass.BURSTABLE, "u1", new CgroupLimits(1024, 0, 0, 4096));
      parent = parent.substring(1);

      assertThat(content("cgroup.subtree_control")).isEqualTo("+memory");
      assertThat(content(parent + "/cpu.weight")).isEqualTo("39");
      assertThat(content(parent + "/cpu.max")).isEqualTo("max 100000");
      assertThat(content(parent + "/memory.max")).isEqualTo("4096");
    }

    /** The files that the kernel makes. */
    private void prepare(String... groups) throws IOException {
      for (String group : groups) {
        Path directory = Files.createDirectories(mount.resolve(group));
        Files.writeString(directory.resolve("cgroup.controllers"), "cpu memory\n");
        Files.writeString(directory.resolve("cgroup.subtree_control"), "\n");
      }
    }
  }
}
