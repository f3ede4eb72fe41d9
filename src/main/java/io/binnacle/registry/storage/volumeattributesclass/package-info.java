/** VolumeAttributesClass. Stateless. */
@NullMarked
package io.binnacle.registry.storage.volumeattributesclass;

import org.jspecify.annotations.NullMarked;
