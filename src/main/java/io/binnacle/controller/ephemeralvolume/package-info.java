/** Makes the claims of generic ephemeral volumes, which live and go with their pods (KEP-1698). */
@NullMarked
package io.binnacle.controller.ephemeralvolume;

import org.jspecify.annotations.NullMarked;
