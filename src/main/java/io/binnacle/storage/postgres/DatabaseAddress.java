package io.binnacle.storage.postgres;

/** Where a database is and who enters it. Its text form leaves the password out. */
public record DatabaseAddress(String url, String user, String password) {
  @Override
  public String toString() {
    return user + "@" + url;
  }
}
