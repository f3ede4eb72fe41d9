/** Liveness and readiness over MicroProfile Health checks, in the paths and texts of Kubernetes. */
@NullMarked
package io.binnacle.apiserver.health;

import org.jspecify.annotations.NullMarked;
