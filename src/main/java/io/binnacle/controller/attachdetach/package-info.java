/**
 * Asks for volumes of CSI drivers to be attached to the nodes of the pods that use them, and
 * detached when none does any more: by VolumeAttachments, which the driver's external attacher
 * carries out. Reconcilers run on virtual threads, one call at a time for each key.
 */
@NullMarked
package io.binnacle.controller.attachdetach;

import org.jspecify.annotations.NullMarked;
