import {
  type ClusterCertificate,
  type ClusterPlatform,
  DOCUMENTS_NAMESPACE,
  DocumentReplicaSet,
  documentNames,
  PASSWORD,
  SetupJob,
} from "../../components/platform";
import { broughtSecret, keysOf } from "./brought-secret";
import { apiPortsOf, type Home, inCluster, SHOP_NAMESPACE, type StoreLink } from "./home";
import { STORE_IMAGES } from "./images";
import type { DocumentOperatorSettings } from "./settings";
import { setupFile } from "./setup-files";

const REPLICA_SET = { name: "documents", namespace: DOCUMENTS_NAMESPACE } as const;
/** The members' certificate, made in the cluster. */
const CERTIFICATE = "documents-tls";
const DATABASE = "users";
/** The service's user, and the one that makes its collection. */
const USERS = {
  user_service: { secret: "documents-user", collections: { users: ["find", "insert", "update", "remove"] } },
  setup: { secret: "documents-setup", roles: ["dbAdmin"] },
} as const;

/** Passwords of the users. */
export function documentSecrets(): Home["generated"] {
  return Object.fromEntries(Object.values(USERS).map(({ secret }) => [secret, { password: PASSWORD }]));
}

/** Members call each other, too, and show what they are called by. */
export function documentCertificates(): Readonly<Record<string, ClusterCertificate>> {
  return { [CERTIFICATE]: { dnsNames: documentNames(REPLICA_SET), mutual: true } };
}

/** What the users' documents stand on. */
export interface DocumentParts {
  readonly home: Pick<Home, "provider" | "parent" | "clusterStore" | "placement" | "apiPorts">;
  readonly settings: DocumentOperatorSettings;
  readonly platform: ClusterPlatform;
}

/** MongoDB by its operator, with the collection of the development environment, and the user service's way to it. */
export function makeDocuments({ home, settings, platform }: DocumentParts): StoreLink {
  const { members, storage, cpu, memory } = settings;
  const certificate = keysOf(CERTIFICATE, "tls.crt", "tls.key", "ca.crt");
  const secrets = [
    broughtSecret(home, DOCUMENTS_NAMESPACE, CERTIFICATE, certificate, [platform]),
    ...Object.values(USERS).map(({ secret }) =>
      broughtSecret(home, DOCUMENTS_NAMESPACE, secret, keysOf(secret, "password"), [platform]),
    ),
  ];
  const documents = new DocumentReplicaSet(
    REPLICA_SET.name,
    {
      namespace: DOCUMENTS_NAMESPACE,
      members,
      storage,
      resources: { cpu, memory },
      certificateSecret: CERTIFICATE,
      users: Object.fromEntries(
        Object.entries(USERS).map(([user, { secret, ...may }]) => [
          user,
          { database: DATABASE, password: { secret, key: "password" }, ...may },
        ]),
      ),
      after: secrets,
      ...apiPortsOf(home),
      ...(home.placement === undefined ? {} : { placement: home.placement }),
    },
    inCluster(home, platform),
  );
  const collection = makeCollection(home, documents);
  const { secret } = USERS.user_service;
  const login = broughtSecret(
    home,
    SHOP_NAMESPACE,
    secret,
    { ...keysOf(secret, "password"), ...keysOf(CERTIFICATE, "ca.crt") },
    [platform],
  );
  return {
    environment: {
      MONGODB_HOST: documents.host,
      MONGODB_PORT: String(documents.port),
      MONGODB_REPLICA_SET: documents.replicaSet,
      MONGODB_DATABASE: DATABASE,
      MONGODB_USER: "user_service",
      MONGODB_PASSWORD: { secret, key: "password" },
      MONGODB_TLS: "true",
      MONGODB_CA: { secret, key: "ca.crt" },
    },
    store: documents,
    connect: (workload) => workload.connectTo(documents),
    admit: (workload) => workload.admitTo(documents),
    ready: [login, collection],
  };
}

/** Makes the collection as a user that may do that and nothing else. */
function makeCollection(home: DocumentParts["home"], documents: DocumentReplicaSet): SetupJob {
  const { secret } = USERS.setup;
  const job = new SetupJob(
    "documents-setup",
    {
      namespace: DOCUMENTS_NAMESPACE,
      shell: "sh",
      image: STORE_IMAGES.mongodb,
      user: 999,
      script: [
        "set -eu",
        "export HOME=/tmp",
        'printf %s "$MONGODB_CA" >/tmp/ca.crt',
        `mongosh --quiet --tls --tlsCAFile /tmp/ca.crt --host "${documents.replicaSet}/$MONGODB_HOST" \\`,
        `  --username setup --password "$SETUP_KEY" --authenticationDatabase ${DATABASE} <<'END'`,
        setupFile("mongodb/10-users.js"),
        "END",
        "",
      ].join("\n"),
      environment: {
        MONGODB_HOST: documents.host,
        MONGODB_CA: { secret: CERTIFICATE, key: "ca.crt" },
        SETUP_KEY: { secret, key: "password" },
      },
      targets: {},
    },
    inCluster(home, documents),
  );
  return job;
}
