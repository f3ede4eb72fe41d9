/**
 * The controller of CustomResourceDefinitions: accepts their names, establishes them, and deletes
 * their objects before they go. Runs on the runtime's workers.
 */
@NullMarked
package io.binnacle.controller.customresourcedefinition;

import org.jspecify.annotations.NullMarked;
