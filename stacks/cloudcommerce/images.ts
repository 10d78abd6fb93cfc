/** Official images of stores, by digest: those of the development environment. */
export const STORE_IMAGES = {
  mongodb: "mongo:8.0@sha256:98605bfa1bb2a15dd82109e1d78ad31527a9a744909fab4606076fa71a0ae515",
  postgresql:
    "public.ecr.aws/docker/library/postgres:17-alpine@sha256:742f40ea20b9ff2ff31db5458d127452988a2164df9e17441e191f3b72252193",
  redis: "redis:7.2-alpine@sha256:ccd6aa8d45ff3f033d6fa15b8cc1a50579f65c89f38cf9bb607a954c4f2128ed",
  rabbitmq: "rabbitmq:4.1-alpine@sha256:982c918e1c89555a4e08442c189acdd4d0df9dd4d60238900050c0406049b3ef",
} as const;
