package io.binnacle.registry.authentication;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;

/** A user as reviews tell of it. */
public final class UserDocument {
  private UserDocument() {}

  public static ObjectNode of(UserInfo user) {
    ObjectNode document = Json.object();
    document.put("username", user.name());
    if (!user.uid().isEmpty()) {
      document.put("uid", user.uid());
    }
    if (!user.groups().isEmpty()) {
      user.groups().forEach(document.putArray("groups")::add);
    }
    if (!user.extra().isEmpty()) {
      ObjectNode extra = document.putObject("extra");
      user.extra()
          .forEach((key, values) ->
              values.forEach(
                  extra.withArray("/" + key.replace("~", "~0").replace("/", "~1"))::add));
    }
    return document;
  }
}
