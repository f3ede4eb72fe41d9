/**
 * Binds claims to volumes that are there. A binding is written on both sides, the volume first, so
 * that two claims never get one volume, whatever crashes in between.
 */
@NullMarked
package io.binnacle.controller.persistentvolume;

import org.jspecify.annotations.NullMarked;
