package io.binnacle.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.schema.cel.RuleFaults;
import io.binnacle.schema.cel.ValidationRules;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;

/**
 * Compiles a rule in CEL as soon as all else has started: the first one loads the compiler, and
 * whoever defines a custom resource should not be the one who waits for that.
 */
@Dependent
public class ExpressionsComponent implements Component {
  private static final System.Logger LOG = System.getLogger(ExpressionsComponent.class.getName());

  private static final String SCHEMA =
      """
      {"type":"object","properties":{"spec":{"type":"object","properties":{
        "name":{"type":"string","maxLength":10}},
        "x-kubernetes-validations":[{"rule":"self.name.size() > 0 && self.name != 'none'"}]}}}\
      """;

  private final ServerConfiguration configuration;

  @Inject
  public ExpressionsComponent(ServerConfiguration configuration) {
    this.configuration = configuration;
  }

  @Override
  public String name() {
    return "expressions";
  }

  @Override
  public int order() {
    return 600;
  }

  @Override
  public boolean isEnabled() {
    return configuration.isControlPlane();
  }

  /** The last part to start: the server is ready at once, and does not wait for this. */
  @Override
  public void start() {
    Thread.ofPlatform()
        .daemon()
        .name("expressions")
        .priority(Thread.MIN_PRIORITY)
        .start(ExpressionsComponent::compile);
  }

  private static void compile() {
    ObjectNode schema = Json.readTrusted(SCHEMA);
    ObjectNode object = Json.readTrusted("{\"spec\":{\"name\":\"a\"}}");
    int faults =
        RuleFaults.find(FieldPath.of("schema"), schema).size()
            + ValidationRules.of(schema).map(rules -> rules.check(object, null).size()).orElse(0);
    LOG.log(Level.DEBUG, "Expressions can be compiled ({0} faults)", faults);
  }

  @Override
  public void stop() {
    // The thread ends by itself, or with the process.
  }
}
