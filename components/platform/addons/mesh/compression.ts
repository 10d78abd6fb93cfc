/** Smallest answer that is compressed, in bytes: below, the work costs more than the way. */
const LEAST_BYTES = 1024;
/** What shrinks. Images and archives are compressed as they are. */
const CONTENT_TYPES = [
  "application/javascript",
  "application/json",
  "application/problem+json",
  "image/svg+xml",
  "text/css",
  "text/html",
  "text/plain",
];

const envoyType = (name: string) => ({ "@type": `type.googleapis.com/envoy.extensions.${name}` });

/** A patch of the sidecars that answers come compressed, as one piece of an EnvoyFilter. */
export const COMPRESSION = {
  applyTo: "HTTP_FILTER",
  match: {
    context: "SIDECAR_INBOUND",
    listener: {
      filterChain: {
        filter: {
          name: "envoy.filters.network.http_connection_manager",
          subFilter: { name: "envoy.filters.http.router" },
        },
      },
    },
  },
  patch: {
    operation: "INSERT_BEFORE",
    value: {
      name: "envoy.filters.http.compressor",
      typed_config: {
        ...envoyType("filters.http.compressor.v3.Compressor"),
        response_direction_config: {
          common_config: { min_content_length: LEAST_BYTES, content_type: CONTENT_TYPES },
        },
        compressor_library: {
          name: "gzip",
          typed_config: envoyType("compression.gzip.compressor.v3.Gzip"),
        },
      },
    },
  },
} as const;
