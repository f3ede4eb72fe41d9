package io.binnacle.apiserver.openapi;

import java.util.ArrayList;
import java.util.List;

/** A parameter of an operation, in its path or its query. */
record Parameter(String name, String in, String type, String description) {
  private static final Parameter DRY_RUN =
      query("dryRun", "string", "With the value All, nothing is stored; all checks are made.");
  private static final Parameter FIELD_MANAGER =
      query("fieldManager", "string", "The name of the one who makes the change.");
  private static final Parameter FIELD_VALIDATION =
      query(
          "fieldValidation",
          "string",
          "What becomes of unknown and duplicate fields: Ignore, Warn or Strict.");

  static final Parameter PRETTY =
      query("pretty", "string", "With the value true, the answer is indented.");
  static final Parameter NAMESPACE =
      new Parameter("namespace", "path", "string", "object name and auth scope");

  static final List<Parameter> WRITE = List.of(DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION);
  static final List<Parameter> PATCH =
      List.of(
          DRY_RUN,
          FIELD_MANAGER,
          FIELD_VALIDATION,
          query("force", "boolean", "An apply takes over fields that others own."));
  static final List<Parameter> DELETE =
      List.of(
          DRY_RUN,
          query(
              "gracePeriodSeconds",
              "integer",
              "How long the object may take to end; 0 is at once."),
          query("orphanDependents", "boolean", "Deprecated: use propagationPolicy."),
          query(
              "propagationPolicy",
              "string",
              "What becomes of dependents: Orphan, Background or Foreground."));
  private static final Parameter AT =
      query(
          "at",
          "string",
          "Answers what was at a resourceVersion or at a time as in RFC 3339. Binnacle's own.");

  /** Of a read of an object or of a part that is a form of it. */
  static final List<Parameter> READ = List.of(AT);

  static final List<Parameter> READ_OBJECT =
      List.of(
          AT,
          query(
              "history",
              "boolean",
              "Answers an ObjectHistory: the retained versions, the newest first. Binnacle's own."));
  static final List<Parameter> LIST =
      List.of(
          AT,
          query("allowWatchBookmarks", "boolean", "A watch may be sent events of type BOOKMARK."),
          query("continue", "string", "The token that the previous page ended with."),
          query("fieldSelector", "string", "Restricts the objects by their fields."),
          query("labelSelector", "string", "Restricts the objects by their labels."),
          query("limit", "integer", "The most objects that a page may have."),
          query("resourceVersion", "string", "The version that the answer is to start from."),
          query("resourceVersionMatch", "string", "How resourceVersion applies to lists."),
          query("sendInitialEvents", "boolean", "A watch begins with the objects that are there."),
          query("timeoutSeconds", "integer", "How long the answer may take, or a watch may stay."),
          query("watch", "boolean", "Answers changes as they happen instead of a list."));

  private static Parameter query(String name, String type, String description) {
    return new Parameter(name, "query", type, description);
  }

  static Parameter name(String kind) {
    return new Parameter("name", "path", "string", "name of the " + kind);
  }

  static List<Parameter> deleteCollection() {
    List<Parameter> parameters = new ArrayList<>(LIST);
    parameters.removeIf(
        parameter -> List.of("at", "watch", "allowWatchBookmarks").contains(parameter.name()));
    parameters.addAll(DELETE);
    return parameters;
  }
}
