package io.binnacle.registry.core.podtemplate;

import io.binnacle.apimachinery.validation.InternalForm;

/** How messages show containers. */
public final class ContainerForm {
  private static final InternalForm KEY =
      InternalForm.empty().texts("Name", "Key").optional("Optional");
  private static final InternalForm OBJECT =
      InternalForm.empty().texts("Name").optional("Optional");

  static final InternalForm FIELD = InternalForm.empty().texts("APIVersion", "FieldPath");
  static final InternalForm RESOURCE_FIELD =
      InternalForm.empty().texts("ContainerName", "Resource", "Divisor");

  private static final InternalForm ENV =
      InternalForm.empty()
          .texts("Name", "Value")
          .nested(
              "ValueFrom",
              InternalForm.empty()
                  .nested("FieldRef", FIELD)
                  .nested("ResourceFieldRef", RESOURCE_FIELD)
                  .nested("ConfigMapKeyRef", KEY)
                  .nested("SecretKeyRef", KEY)
                  .nested(
                      "FileKeyRef",
                      InternalForm.empty()
                          .texts("VolumeName", "Path", "Key")
                          .optional("Optional")));

  private static final InternalForm ENV_FROM =
      InternalForm.empty()
          .texts("Prefix")
          .nested("ConfigMapRef", OBJECT)
          .nested("SecretRef", OBJECT);

  private static final InternalForm MOUNT =
      InternalForm.empty()
          .texts("Name")
          .flags("ReadOnly")
          .optional("RecursiveReadOnly")
          .texts("MountPath", "SubPath")
          .optional("MountPropagation")
          .texts("SubPathExpr");

  static final InternalForm RESOURCES =
      InternalForm.empty()
          .optional("Limits", "Requests")
          .nested("Claims", InternalForm.empty().texts("Name", "Request"));

  private static final InternalForm ACTIONS =
      InternalForm.empty()
          .nested("Exec", InternalForm.empty().optional("Command"))
          .nested(
              "HTTPGet",
              InternalForm.empty()
                  .texts("Path")
                  .numbers("Port")
                  .texts("Host", "Scheme")
                  .nested("HTTPHeaders", InternalForm.empty().texts("Name", "Value")))
          .nested("TCPSocket", InternalForm.empty().numbers("Port").texts("Host"));

  private static final InternalForm HOOK =
      ACTIONS.nested("Sleep", InternalForm.empty().numbers("Seconds"));

  private static final InternalForm PROBE =
      ACTIONS
          .nested("GRPC", InternalForm.empty().numbers("Port").optional("Service"))
          .numbers(
              "InitialDelaySeconds",
              "TimeoutSeconds",
              "PeriodSeconds",
              "SuccessThreshold",
              "FailureThreshold")
          .optional("TerminationGracePeriodSeconds");

  private static final InternalForm RESTART_RULE =
      InternalForm.empty()
          .texts("Action")
          .nested("ExitCodes", InternalForm.empty().texts("Operator").optional("Values"));

  static final InternalForm CONTAINER =
      InternalForm.empty()
          .texts("Name", "Image")
          .optional("Command", "Args")
          .texts("WorkingDir")
          .nested(
              "Ports",
              InternalForm.empty()
                  .texts("Name")
                  .numbers("HostPort", "ContainerPort")
                  .texts("Protocol", "HostIP"))
          .nested("EnvFrom", ENV_FROM)
          .nested("Env", ENV)
          .structure("Resources", RESOURCES)
          .nested("ResizePolicy", InternalForm.empty().texts("ResourceName", "RestartPolicy"))
          .optional("RestartPolicy")
          .nested("RestartPolicyRules", RESTART_RULE)
          .nested("VolumeMounts", MOUNT)
          .nested("VolumeDevices", InternalForm.empty().texts("Name", "DevicePath"))
          .nested("LivenessProbe", PROBE)
          .nested("ReadinessProbe", PROBE)
          .nested("StartupProbe", PROBE)
          .nested(
              "Lifecycle",
              InternalForm.empty()
                  .nested("PostStart", HOOK)
                  .nested("PreStop", HOOK)
                  .optional("StopSignal"))
          .texts("TerminationMessagePath", "TerminationMessagePolicy", "ImagePullPolicy")
          .nested("SecurityContext", SecurityContextValidation.CONTEXT)
          .flags("Stdin", "StdinOnce", "TTY");

  public static final InternalForm EPHEMERAL = CONTAINER.texts("TargetContainerName");

  private ContainerForm() {}
}
