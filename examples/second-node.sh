#!/usr/bin/env bash
# A second node on the same machine: a network namespace with its own agent and containerd joins the cluster of
# BINNACLE_HOME. Needs root. The namespace and its link are made when missing; `remove` takes node and namespace away.
#
#   examples/second-node.sh          join, in the foreground; Ctrl-C ends the agent
#   examples/second-node.sh remove   stop its pods and containerd, remove the namespace
#
# NODE_NAME names node and namespace (second), NODE_NETWORK is the first three numbers of the link's addresses (192.168.77).
#
# The API server's certificate must name 192.168.77.1: run `examples/second-node.sh network` before `./binnacle up`, or give
# `up` BINNACLE_SERVING_NAMES=192.168.77.1.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cluster=${BINNACLE_HOME:-$HOME/.binnacle}
namespace=${NODE_NAME:-second}
network=${NODE_NETWORK:-192.168.77}
gateway=$network.1
address=$network.2
# Names of network interfaces have at most 15 characters.
link=bn-${namespace:0:12}
# Not `ip netns exec`, which hides the control groups that containers need.
inside=(nsenter "--net=/run/netns/$namespace")

network() {
  if ! ip netns list | grep -qw "$namespace"; then
    ip netns add "$namespace"
    ip link add "$link" type veth peer name uplink netns "$namespace"
    ip addr add "$gateway/24" dev "$link"
    ip link set "$link" up
    "${inside[@]}" ip link set lo up
    "${inside[@]}" ip addr add "$address/24" dev uplink
    "${inside[@]}" ip link set uplink up
    "${inside[@]}" ip route add default via "$gateway"
  fi
}

join() {
  local token
  token=$(BINNACLE_HOME=$cluster "$here/binnacle" token)
  network
  # Packages that the first node has fetched need no fetching again.
  mkdir -p "$cluster-$namespace"
  if [ -d "$cluster/packages" ] && [ ! -d "$cluster-$namespace/packages" ]; then
    cp -a "$cluster/packages" "$cluster-$namespace/"
  fi
  BINNACLE_HOME=$cluster-$namespace BINNACLE_ROLES=node BINNACLE_NODE_NAME=$namespace BINNACLE_JOIN_TOKEN=$token \
    BINNACLE_SERVER=https://$gateway:${BINNACLE_PORT:-6443} exec "${inside[@]}" "$here/binnacle" up
}

remove() {
  if [ -d "$cluster-$namespace" ]; then
    BINNACLE_HOME=$cluster-$namespace "${inside[@]}" "$here/binnacle" down
  fi
  # The link goes with the namespace.
  ip netns delete "$namespace"
}

case "${1:-join}" in
  join | network | remove) "${1:-join}" ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 1 ;;
esac
