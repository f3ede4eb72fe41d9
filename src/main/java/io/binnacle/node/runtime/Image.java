package io.binnacle.node.runtime;

import java.util.List;
import java.util.OptionalLong;

/**
 * A present image.
 *
 * @param uid the user that the image's configuration asks for, where it is a number
 * @param userName where it is a name
 */
public record Image(
    String id,
    List<String> tags,
    List<String> digests,
    long sizeBytes,
    OptionalLong uid,
    String userName) {}
