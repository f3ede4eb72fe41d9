/** The admission plugin StorageObjectInUseProtection. Stateless; safe for any thread. */
@NullMarked
package io.binnacle.admission.plugin.storageobjectinuseprotection;

import org.jspecify.annotations.NullMarked;
