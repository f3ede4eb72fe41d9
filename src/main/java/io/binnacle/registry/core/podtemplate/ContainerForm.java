package io.binnacle.registry.core.podtemplate;

import io.binnacle.apimachinery.validation.InternalForm;

/** How messages show ephemeral containers. */
public final class ContainerForm {
  private static final InternalForm KEY =
      InternalForm.empty().texts("Name", "Key").optional("Optional");
  private static final InternalForm OBJECT =
      InternalForm.empty().texts("Name").optional("Optional");

  private static final InternalForm ENV =
      InternalForm.empty()
          .texts("Name", "Value")
          .nested(
              "ValueFrom",
              InternalForm.empty()
                  .nested("FieldRef", InternalForm.empty().texts("APIVersion", "FieldPath"))
                  .nested(
                      "ResourceFieldRef",
                      InternalForm.empty().texts("ContainerName", "Resource", "Divisor"))
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

  /** What they may not have, such as ports and probes, is null in all of them. */
  public static final InternalForm EPHEMERAL =
      InternalForm.empty()
          .texts("Name", "Image")
          .optional("Command", "Args")
          .texts("WorkingDir")
          .optional("Ports")
          .nested("EnvFrom", ENV_FROM)
          .nested("Env", ENV)
          .structure("Resources", InternalForm.empty().optional("Limits", "Requests", "Claims"))
          .optional("ResizePolicy", "RestartPolicy", "RestartPolicyRules")
          .nested("VolumeMounts", MOUNT)
          .nested("VolumeDevices", InternalForm.empty().texts("Name", "DevicePath"))
          .optional("LivenessProbe", "ReadinessProbe", "StartupProbe", "Lifecycle")
          .texts("TerminationMessagePath", "TerminationMessagePolicy", "ImagePullPolicy")
          .nested("SecurityContext", SecurityContextValidation.CONTEXT)
          .flags("Stdin", "StdinOnce", "TTY")
          .texts("TargetContainerName");

  private ContainerForm() {}
}
