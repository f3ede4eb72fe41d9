/**
 * Request bodies in Kubernetes' protobuf encoding, decoded into the trees that the same objects
 * would be as JSON. Needs no generated classes: the schema catalogue knows the field numbers.
 * Stateless; safe for any thread.
 */
@NullMarked
package io.binnacle.schema.protobuf;

import org.jspecify.annotations.NullMarked;
