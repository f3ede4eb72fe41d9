/** APIService. Stateless. */
@NullMarked
package io.binnacle.registry.apiregistration.apiservice;

import org.jspecify.annotations.NullMarked;
