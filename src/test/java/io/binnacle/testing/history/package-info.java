/**
 * What clients did to a store and what they were told, recorded, and a checker that finds what no
 * correct store would have told them. Nothing here knows a server: values, and pure functions over
 * them; the {@code Recorder} alone may be used from any thread.
 */
@NullMarked
package io.binnacle.testing.history;

import org.jspecify.annotations.NullMarked;
