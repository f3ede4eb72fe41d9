package io.binnacle.app;

import io.binnacle.node.configuration.NodeConfiguration;
import io.binnacle.node.configuration.RetentionConfiguration;
import io.binnacle.proxy.ProxyConfiguration;

/** What is configured of the node's side. */
record NodeSettings(
    NodeConfiguration node, RetentionConfiguration retention, ProxyConfiguration proxy) {}
