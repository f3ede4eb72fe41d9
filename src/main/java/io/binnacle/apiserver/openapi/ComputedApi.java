package io.binnacle.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The documents of a group version that no resource definition stands for. To read only.
 *
 * @param path such as {@code apis/binnacle.io/v1}
 * @param v3 the whole document
 * @param v2 the paths and definitions that belong to the one document of version 2
 */
public record ComputedApi(String path, ObjectNode v3, ObjectNode v2) {}
