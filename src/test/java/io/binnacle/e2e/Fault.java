package io.binnacle.e2e;

import io.binnacle.testing.Signals;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** What can happen to two servers and their database. */
enum Fault {
  SERVER_PAUSED,
  /** For longer than the database keeps a transaction that nothing comes for. */
  SERVER_ASLEEP,
  /** Connections to the database break, and can be made anew at once. */
  CONNECTIONS_CUT,
  /** They break, and nobody gets in for a while. */
  CONNECTIONS_REFUSED,
  /** Nothing gets through for a while, then all of it. */
  CONNECTIONS_STALLED,
  /** The database hears what it is told, and then its answers are lost. */
  ANSWERS_LOST,
  DATABASE_KILLED,
  DATABASE_PAUSED,
  DATABASE_RESTARTED,
  /** Connections are dead without anybody being told, as when a router has lost its memory. */
  CONNECTIONS_FORGOTTEN,
  SERVER_KILLED,
  /** With all that the database has not synced. */
  DATABASE_POWER_CUT;

  /** Those that need no start of a server, which takes longer than all others together. */
  static Set<Fault> quick() {
    return EnumSet.of(
        SERVER_PAUSED,
        CONNECTIONS_CUT,
        CONNECTIONS_REFUSED,
        CONNECTIONS_STALLED,
        ANSWERS_LOST,
        DATABASE_KILLED);
  }

  /**
   * Those of the long form.
   *
   * @param powerCuts whether the database lies on a disk that can lose what is not synced
   */
  static Set<Fault> all(boolean powerCuts) {
    return powerCuts
        ? EnumSet.allOf(Fault.class)
        : EnumSet.complementOf(EnumSet.of(DATABASE_POWER_CUT));
  }

  /** Those that may happen to one server while anything at all happens to the other. */
  static List<Fault> companions() {
    return List.of(
        SERVER_PAUSED, CONNECTIONS_CUT, CONNECTIONS_REFUSED, CONNECTIONS_STALLED, ANSWERS_LOST);
  }

  /** How long it lasts. */
  Duration duration(Random random) {
    return Duration.ofMillis(
        switch (this) {
          case CONNECTIONS_CUT, CONNECTIONS_FORGOTTEN, DATABASE_RESTARTED -> 0;
          case ANSWERS_LOST -> 100 + random.nextInt(400);
          case SERVER_PAUSED, CONNECTIONS_REFUSED, CONNECTIONS_STALLED, DATABASE_PAUSED ->
              500 + random.nextInt(1_500);
          case SERVER_ASLEEP -> 11_000 + random.nextInt(3_000);
          case DATABASE_KILLED, DATABASE_POWER_CUT, SERVER_KILLED -> random.nextInt(1_500);
        });
  }

  /**
   * Lets it happen.
   *
   * @param server the one that it happens to, where it is about one
   * @return what ends it
   */
  Runnable strike(TwoServers servers, int server) {
    return switch (this) {
      case SERVER_PAUSED, SERVER_ASLEEP -> {
        long process = servers.process(server);
        Signals.pause(process);
        yield () -> Signals.resume(process);
      }
      case CONNECTIONS_CUT -> {
        servers.relay(server).cut();
        yield () -> {};
      }
      case CONNECTIONS_REFUSED -> {
        servers.relay(server).refuse();
        yield servers.relay(server)::heal;
      }
      case CONNECTIONS_STALLED -> {
        servers.relay(server).stall();
        yield servers.relay(server)::heal;
      }
      case ANSWERS_LOST -> {
        servers.relay(server).stallAnswers();
        yield () -> {
          servers.relay(server).cut();
          servers.relay(server).heal();
        };
      }
      case DATABASE_KILLED -> {
        servers.postgres().kill();
        yield servers.postgres()::start;
      }
      case DATABASE_POWER_CUT -> {
        servers.cutPower();
        yield servers.postgres()::start;
      }
      case DATABASE_PAUSED -> {
        servers.postgres().pause();
        yield servers.postgres()::resume;
      }
      case DATABASE_RESTARTED -> {
        servers.postgres().stop();
        yield servers.postgres()::start;
      }
      case CONNECTIONS_FORGOTTEN -> {
        servers.relay(server).forget();
        yield () -> {};
      }
      case SERVER_KILLED -> {
        servers.kill(server);
        yield () -> servers.restart(server);
      }
    };
  }
}
