/** Tests of custom resources. */
@NullMarked
package io.binnacle.registry.apiextensions.customresource;

import org.jspecify.annotations.NullMarked;
