package io.binnacle.registry.core.podtemplate;

import io.binnacle.apimachinery.validation.InternalForm;

/** How messages show volumes of pods. */
final class VolumeForm {
  private static final InternalForm ITEM =
      InternalForm.empty().texts("Key", "Path").optional("Mode");

  private static final InternalForm DOWNWARD_ITEM =
      InternalForm.empty()
          .texts("Path")
          .nested("FieldRef", ContainerForm.FIELD)
          .nested("ResourceFieldRef", ContainerForm.RESOURCE_FIELD)
          .optional("Mode");

  private static final InternalForm NAMED_ITEMS =
      InternalForm.empty().texts("Name").nested("Items", ITEM);

  private static final InternalForm PROJECTION =
      InternalForm.empty()
          .nested("Secret", NAMED_ITEMS.optional("Optional"))
          .nested("DownwardAPI", InternalForm.empty().nested("Items", DOWNWARD_ITEM))
          .nested("ConfigMap", NAMED_ITEMS.optional("Optional"))
          .nested(
              "ServiceAccountToken",
              InternalForm.empty().texts("Audience").numbers("ExpirationSeconds").texts("Path"))
          .nested("ClusterTrustBundle", VolumeFileValidation.BUNDLE)
          .nested(
              "PodCertificate",
              InternalForm.empty()
                  .texts("SignerName", "KeyType")
                  .optional("MaxExpirationSeconds")
                  .texts("CredentialBundlePath", "KeyPath", "CertificateChainPath")
                  .optional("UserAnnotations"));

  private static final InternalForm ISCSI =
      InternalForm.empty()
          .texts("TargetPortal", "IQN")
          .numbers("Lun")
          .texts("ISCSIInterface", "FSType")
          .flags("ReadOnly")
          .optional("Portals")
          .flags("DiscoveryCHAPAuth", "SessionCHAPAuth")
          .nested("SecretRef", InternalForm.empty().texts("Name"))
          .optional("InitiatorName");

  /**
   * A volume has its sources' fields, one of them filled. Those of storage that is attached by CSI
   * drivers now are shown as they are written: they have no fields that a pod's user could see.
   */
  static final InternalForm VOLUME =
      InternalForm.empty()
          .texts("Name")
          .nested("HostPath", InternalForm.empty().texts("Path").optional("Type"))
          .nested("EmptyDir", InternalForm.empty().texts("Medium").optional("SizeLimit"))
          .optional("GCEPersistentDisk", "AWSElasticBlockStore", "GitRepo")
          .nested(
              "Secret",
              InternalForm.empty()
                  .texts("SecretName")
                  .nested("Items", ITEM)
                  .optional("DefaultMode", "Optional"))
          .nested("NFS", InternalForm.empty().texts("Server", "Path").flags("ReadOnly"))
          .nested("ISCSI", ISCSI)
          .optional("Glusterfs")
          .nested(
              "PersistentVolumeClaim", InternalForm.empty().texts("ClaimName").flags("ReadOnly"))
          .optional("RBD", "Quobyte", "FlexVolume", "Cinder", "CephFS", "Flocker")
          .nested(
              "DownwardAPI",
              InternalForm.empty().nested("Items", DOWNWARD_ITEM).optional("DefaultMode"))
          .optional("FC", "AzureFile")
          .nested("ConfigMap", NAMED_ITEMS.optional("DefaultMode", "Optional"))
          .optional("VsphereVolume", "AzureDisk", "PhotonPersistentDisk")
          .nested(
              "Projected",
              InternalForm.empty().nested("Sources", PROJECTION).optional("DefaultMode"))
          .optional("PortworxVolume", "ScaleIO", "StorageOS")
          .nested(
              "CSI",
              InternalForm.empty()
                  .texts("Driver")
                  .optional("ReadOnly", "FSType", "VolumeAttributes")
                  .nested("NodePublishSecretRef", InternalForm.empty().texts("Name")))
          .nested("Ephemeral", InternalForm.empty().optional("VolumeClaimTemplate"))
          .nested("Image", InternalForm.empty().texts("Reference", "PullPolicy"));

  private VolumeForm() {}
}
