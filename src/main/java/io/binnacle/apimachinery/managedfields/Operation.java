package io.binnacle.apimachinery.managedfields;

/** How a manager came to own fields. */
enum Operation {
  APPLY("Apply"),
  UPDATE("Update");

  private final String text;

  Operation(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
