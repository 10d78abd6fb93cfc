#!/bin/sh
# Kong takes one file and no references in a public key, so that the key of this machine joins the routes here.
set -eu
{
  cat "${ROUTES:-/etc/kong/routes.yaml}"
  printf '%s\n' \
    'consumers:' \
    '  - username: cloudcommerce' \
    '    jwt_secrets:' \
    '      - key: cloudcommerce' \
    '        algorithm: RS256' \
    '        rsa_public_key: |'
  sed 's/^/          /' "${SECRETS:-/run/secrets}/jwt-public-key"
} >"$KONG_DECLARATIVE_CONFIG"
exec "${ENTRYPOINT:-/docker-entrypoint.sh}" kong docker-start
