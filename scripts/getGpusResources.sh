#!/usr/bin/env bash
# Lists this machine's GPUs the way Spark asks for them, by their numbers in nvidia-smi:
#
#   {"name": "gpu", "addresses": ["0", "1"]}
#
# For spark.worker.resource.gpu.discoveryScript (standalone) and
# spark.executor.resource.gpu.discoveryScript (YARN, Kubernetes).
set -euo pipefail

fail() {
  printf 'error: %s\n  -> %s\n' "$1" "$2" >&2
  exit 1
}

command -v nvidia-smi > /dev/null \
  || fail "no GPU can be found: there is no nvidia-smi on the PATH" \
    "install NVIDIA's driver, or ask for no GPUs (spark.executor.resource.gpu.amount)"
indices=$(nvidia-smi --query-gpu=index --format=csv,noheader 2>&1) \
  || fail "nvidia-smi failed: $indices" "mend the driver; nvidia-smi must list the GPUs"
[[ $indices =~ ^[0-9]+($'\n'[0-9]+)*$ ]] \
  || fail "nvidia-smi lists no GPU: '$indices'" "check that this machine, or container, has one"
printf '{"name": "gpu", "addresses": ["%s"]}\n' "${indices//$'\n'/\", \"}"
