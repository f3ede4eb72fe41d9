package io.binnacle.storage;

import java.util.function.Function;

/**
 * What a watch is about where it is about one value of one field, such as the pods of a node. A
 * store may use it to find the watches that a change concerns, instead of asking each of them.
 *
 * @param field names the field among all fields of the resource
 * @param value of the field before or after every change that the watch wants
 * @param reader finds the field's value; quick, without side effects, on any thread
 */
public record WatchInterest(String field, String value, Function<StoredObject, String> reader) {}
