package io.binnacle.schema.cel.library;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.schema.structural.TextFormats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Kubernetes' own formats of names and other texts. */
final class FormatFunctions {
  static final CelType FORMAT = OpaqueType.create("kubernetes.NamedFormat");

  private static final Map<String, TextFormat> FORMATS = formats();

  private FormatFunctions() {}

  private static Map<String, TextFormat> formats() {
    Map<String, TextFormat> all = new LinkedHashMap<>();
    put(all, "dns1123Label", text -> Names.dns1123Label(text, false));
    put(all, "dns1123Subdomain", text -> Names.dns1123Subdomain(text, false));
    put(all, "dns1035Label", text -> Names.dns1035Label(text, false));
    put(all, "dns1123LabelPrefix", text -> Names.dns1123Label(text, true));
    put(all, "dns1123SubdomainPrefix", text -> Names.dns1123Subdomain(text, true));
    put(all, "dns1035LabelPrefix", text -> Names.dns1035Label(text, true));
    put(all, "qualifiedName", LabelValidation::qualifiedName);
    put(all, "labelValue", LabelValidation::labelValue);
    for (String name : List.of("uri", "uuid", "byte", "date", "datetime")) {
      put(
          all,
          name,
          text -> TextFormats.accepts(name, text) ? List.of() : List.of("invalid " + name));
    }
    return Map.copyOf(all);
  }

  private static void put(Map<String, TextFormat> formats, String name, TextFormat.Faults faults) {
    formats.put(name, new TextFormat(name, faults));
  }

  static void addTo(Functions functions) {
    FORMATS.forEach(
        (name, format) -> functions.global("format." + name, FORMAT, List.of(), a -> format));
    functions
        .global(
            "format.named",
            OptionalType.create(FORMAT),
            List.of(SimpleType.STRING),
            a -> Optional.ofNullable(FORMATS.get((String) a[0])))
        .member(
            "validate",
            OptionalType.create(ListType.create(SimpleType.STRING)),
            List.of(FORMAT, SimpleType.STRING),
            a ->
                Optional.of(((TextFormat) a[0]).faults().in((String) a[1]))
                    .filter(faults -> !faults.isEmpty()));
  }
}
