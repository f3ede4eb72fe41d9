package io.binnacle.schema.cel.library;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.types.CelType;
import dev.cel.runtime.CelFunctionBinding;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.validation.IpAddresses;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** All of Kubernetes' functions. */
public final class KubernetesLibraries {
  private final List<CelFunctionDecl> declarations;
  private final List<CelFunctionBinding> bindings;

  public KubernetesLibraries() {
    Map<CelType, Class<?>> classes =
        Map.of(
            UrlFunctions.URL, URI.class,
            QuantityFunctions.QUANTITY, Quantity.class,
            AddressFunctions.IP, InetAddress.class,
            AddressFunctions.CIDR, IpAddresses.Range.class,
            FormatFunctions.FORMAT, TextFormat.class,
            SemanticVersionFunctions.SEMVER, SemanticVersion.class);
    Functions functions = new Functions(classes);
    ListFunctions.addTo(functions);
    RegexFunctions.addTo(functions);
    UrlFunctions.addTo(functions);
    QuantityFunctions.addTo(functions);
    AddressFunctions.addTo(functions);
    FormatFunctions.addTo(functions);
    SemanticVersionFunctions.addTo(functions);
    TextFunctions.addTo(functions);
    declarations = functions.declarations();
    bindings = functions.bindings();
  }

  public List<CelFunctionDecl> declarations() {
    return declarations;
  }

  public List<CelFunctionBinding> bindings() {
    return bindings;
  }
}
