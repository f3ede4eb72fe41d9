/**
 * Tests inside the application on a real Open Liberty, run by Arquillian: what only the container
 * does (interceptors, discovery of beans, EJB timers, the managed data source, configuration,
 * health, metrics). The test classes and their probes run in the server; {@link
 * io.binnacle.incontainer.LibertyExtension} and what it uses run in the tests' JVM.
 */
package io.binnacle.incontainer;
