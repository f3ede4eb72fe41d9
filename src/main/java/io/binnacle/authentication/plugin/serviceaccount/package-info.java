/**
 * Service-account tokens: signed JWTs (KEP-1205, KEP-4193), their issuing and their verification.
 * Safe for any thread.
 */
@NullMarked
package io.binnacle.authentication.plugin.serviceaccount;

import org.jspecify.annotations.NullMarked;
