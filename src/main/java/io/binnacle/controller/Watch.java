package io.binnacle.controller;

import io.binnacle.client.SharedInformer;

/** An informer, and what its events mean for a reconciler. */
public record Watch(SharedInformer informer, KeyMapper mapper) {}
