/**
 * The store's port: revisions, snapshots, groups of mutations, watches. Adapters: storage.postgres
 * and storage.memory behind storage.cacher. Knows apimachinery only.
 */
@NullMarked
package io.binnacle.storage;

import org.jspecify.annotations.NullMarked;
