package io.binnacle.testing.history;

/**
 * One version of an object, as a client or the log tells it.
 *
 * @param write names the write that made it, and no other
 * @param count how often the object was counted up since it was created
 */
public record Version(String key, long revision, String write, long count) {}
