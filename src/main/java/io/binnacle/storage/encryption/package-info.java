/**
 * Encryption at rest: what the store keeps of Secrets, and of other resources that configuration
 * names, is an envelope that only a key ring outside of the database opens (docs/adr/0008).
 *
 * <p>Threading: everything is safe for any thread. The key ring's file is looked at every few
 * seconds at most, by whoever happens to encrypt.
 */
@NullMarked
package io.binnacle.storage.encryption;

import org.jspecify.annotations.NullMarked;
