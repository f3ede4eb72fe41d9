package io.binnacle.storage;

/**
 * One retained version of an object, for its history.
 *
 * @param created whether there was no object of that name before
 * @param deletion whether it is the last state of a deleted object
 */
public record ObjectVersion(StoredObject object, boolean created, boolean deletion) {}
