/**
 * The controller that keeps an APIService for every group version of custom resources. Runs on the
 * runtime's workers.
 */
@NullMarked
package io.binnacle.controller.apiservice;

import org.jspecify.annotations.NullMarked;
