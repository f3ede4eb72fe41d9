package io.binnacle.apimachinery.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import org.junit.jupiter.api.Test;

class InternalFormTest {
  private static final InternalForm FORM =
      InternalForm.empty()
          .texts("Name")
          .numbers("Port")
          .flags("Open")
          .optional("APIGroup")
          .nested("SELinuxOptions", InternalForm.empty().texts("Level"));

  @Test
  void showsEveryFieldInTheOrderOfItsDeclaration() {
    assertThat(FORM.show(Json.readTrusted("{\"port\":80}")))
        .isEqualTo(
            "{\"Name\":\"\",\"Port\":80,\"Open\":false,\"APIGroup\":null,\"SELinuxOptions\":null}");
  }

  @Test
  void findsFieldsThatBeginWithMoreThanOneCapital() {
    assertThat(
            FORM.show(
                Json.readTrusted("{\"apiGroup\":\"a\",\"seLinuxOptions\":{\"level\":\"s0\"}}")))
        .contains("\"APIGroup\":\"a\"", "\"SELinuxOptions\":{\"Level\":\"s0\"}");
  }

  @Test
  void showsListsItemByItem() {
    assertThat(
            InternalForm.empty()
                .texts("Name")
                .show(Json.readTrusted("{\"l\":[{\"name\":\"a\"},{}]}").path("l")))
        .isEqualTo("[{\"Name\":\"a\"},{\"Name\":\"\"}]");
  }
}
