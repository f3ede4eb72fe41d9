package io.binnacle.node.podstatus;

/** Why a container waits: the reason and message of its waiting state. */
public record WaitingReason(String reason, String message) {}
