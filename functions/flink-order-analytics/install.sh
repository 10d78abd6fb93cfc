#!/bin/bash
# Runs once on every node while the cluster is made. On the master it installs the supervisor as a service, which starts the
# job and keeps it running; the other nodes have nothing to do.
set -euo pipefail

metadata() {
  curl --silent --fail --header 'Metadata-Flavor: Google' \
    "${METADATA_URL:-http://metadata.google.internal}/computeMetadata/v1/instance/attributes/$1"
}

main() {
  if [[ "$(metadata dataproc-role)" != Master ]]; then
    return
  fi
  local folder home="${ESTATE_HOME:-/opt/estate}" units="${UNITS:-/etc/systemd/system}"
  folder="$(metadata estate-flink-job)"
  mkdir -p "$home"
  gsutil -q cp "$folder/supervise.py" "$home/supervise.py"
  cat > "$units/estate-flink-job.service" <<UNIT
[Unit]
Description=Keeps the job in $folder running
After=network-online.target google-dataproc-agent.service
Wants=network-online.target

[Service]
ExecStart=/usr/bin/env python3 $home/supervise.py $folder
Restart=always
RestartSec=30
UMask=0077
RuntimeDirectory=estate-flink-job
RuntimeDirectoryMode=0700
NoNewPrivileges=true

[Install]
WantedBy=multi-user.target
UNIT
  systemctl daemon-reload
  systemctl enable --now estate-flink-job.service
}

main
