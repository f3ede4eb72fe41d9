/**
 * Keeps the flow schemas and priority levels that every cluster has, and says of each schema
 * whether its level exists (KEP-1040).
 */
@NullMarked
package io.binnacle.controller.flowcontrol;

import org.jspecify.annotations.NullMarked;
