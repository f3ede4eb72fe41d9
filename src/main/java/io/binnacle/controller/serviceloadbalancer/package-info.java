/**
 * The built-in load balancer: services get the addresses of nodes, whose service proxies take the
 * traffic. A service that names a class of load balancers is another's.
 */
@NullMarked
package io.binnacle.controller.serviceloadbalancer;

import org.jspecify.annotations.NullMarked;
