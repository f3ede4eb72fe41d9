/** VolumeAttachment. Stateless. */
@NullMarked
package io.binnacle.registry.storage.volumeattachment;

import org.jspecify.annotations.NullMarked;
