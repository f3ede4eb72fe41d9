package io.binnacle.node.runtime;

/** What a command in a container left. */
public record ExecResult(int exitCode, String stdout, String stderr) {}
