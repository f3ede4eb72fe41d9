/**
 * What in-container tests add to the application: plugins that write down when they are called.
 * They are found by type, as every plugin is, and mind nobody's requests but the tests' own.
 */
package io.binnacle.incontainer.probe;
