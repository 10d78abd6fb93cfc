import {
  brokerHost,
  type ClusterCertificate,
  type ClusterPlatform,
  MessageBroker,
  PASSWORD,
  PlatformNamespace,
} from "../../components/platform";
import { broughtSecret, keysOf } from "./brought-secret";
import { apiPortsOf, BROKER_NAMESPACE, type Home, inCluster, SHOP_NAMESPACE, type StoreLink } from "./home";
import { STORE_IMAGES } from "./images";
import type { CloudCommerceSettings } from "./settings";
import { setupFile } from "./setup-files";

/** Who speaks to RabbitMQ. */
const SPEAKERS = ["order", "payment", "notification"] as const;
export type Speaker = (typeof SPEAKERS)[number];

/** What the notification service reads. */
export const NOTIFICATION_QUEUE = "order-notifications";
const EXCHANGE = "orders";
const VIRTUAL_HOST = "shop";
const BROKER = { name: "rabbitmq", namespace: BROKER_NAMESPACE } as const;
export const BROKER_PORT = 5671;
/** The brokers' certificate, made in the cluster. */
const CERTIFICATE = "rabbitmq-tls";

/** Name of the Secret with a user's password. */
export const loginOf = (speaker: Speaker) => `rabbitmq-${speaker}`;
const userOf = (speaker: Speaker) => `${speaker}_service`;

/** A user for each speaker: its password, its definition for the broker, and its address for the autoscaler. */
export function brokerSecrets(): Home["generated"] {
  return Object.fromEntries(
    SPEAKERS.map((speaker) => [
      loginOf(speaker),
      {
        username: userOf(speaker),
        password: PASSWORD,
        definition: `{"users": [{"name": "${userOf(speaker)}", "password": "${PASSWORD}", "tags": []}]}`,
        address: `amqps://${userOf(speaker)}:${PASSWORD}@${brokerHost(BROKER)}:${BROKER_PORT}/${VIRTUAL_HOST}`,
        tls: "enable",
      },
    ]),
  );
}

/** Names by which the brokers are called. */
export function brokerCertificates(): Readonly<Record<string, ClusterCertificate>> {
  const { name, namespace } = BROKER;
  const dnsNames = [brokerHost(BROKER), `${name}.${namespace}.svc`, `*.${name}-nodes.${namespace}`];
  return { [CERTIFICATE]: { dnsNames } };
}

/** RabbitMQ, by its operator, with the exchanges, queues and permissions of the development environment. */
export function makeBroker(home: Home, settings: CloudCommerceSettings, platform: ClusterPlatform): MessageBroker {
  const { brokers, storage, cpu, memory } = settings.messages;
  const namespace = new PlatformNamespace(
    "messages",
    { namespaceName: BROKER_NAMESPACE },
    inCluster(home, ...home.ready),
  );
  const before = [namespace, platform];
  const secrets = [
    broughtSecret(home, BROKER_NAMESPACE, CERTIFICATE, keysOf(CERTIFICATE, "tls.crt", "tls.key", "ca.crt"), before),
    ...SPEAKERS.map((speaker) =>
      broughtSecret(home, BROKER_NAMESPACE, loginOf(speaker), keysOf(loginOf(speaker), "definition"), before),
    ),
  ];
  return new MessageBroker(
    BROKER.name,
    {
      namespace: BROKER_NAMESPACE,
      image: STORE_IMAGES.rabbitmq,
      brokers,
      storage,
      resources: { cpu, memory },
      definitions: {
        "10-topology.json": setupFile("rabbitmq/10-topology.json"),
        "30-permissions.json": setupFile("rabbitmq/30-permissions.json"),
      },
      users: Object.fromEntries(
        SPEAKERS.map((speaker) => [`20-${speaker}.json`, { secret: loginOf(speaker), key: "definition" }]),
      ),
      certificateSecret: CERTIFICATE,
      ...apiPortsOf(home),
      ...(home.placement === undefined
        ? {}
        : { placement: { nodeSelector: home.placement.nodeSelector, tolerations: home.placement.tolerations } }),
    },
    inCluster(home, ...before, ...secrets),
  );
}

/** How a service speaks to the brokers: as its own user, over TLS, and to no other exchange or queue. */
export function messageLink(home: Home, broker: MessageBroker, platform: ClusterPlatform, speaker: Speaker): StoreLink {
  const secret = loginOf(speaker);
  const login = broughtSecret(
    home,
    SHOP_NAMESPACE,
    secret,
    { ...keysOf(secret, "password", "address", "tls"), ...keysOf(CERTIFICATE, "ca.crt") },
    [platform],
  );
  return {
    environment: {
      RABBITMQ_HOST: broker.host,
      RABBITMQ_PORT: String(broker.port),
      RABBITMQ_VHOST: VIRTUAL_HOST,
      ...(speaker === "notification" ? { RABBITMQ_QUEUE: NOTIFICATION_QUEUE } : { RABBITMQ_EXCHANGE: EXCHANGE }),
      RABBITMQ_USER: userOf(speaker),
      RABBITMQ_PASSWORD: { secret, key: "password" },
      RABBITMQ_CA: { secret, key: "ca.crt" },
    },
    connect: (workload) => workload.connectTo(broker),
    admit: (workload) => workload.admitTo(broker),
    ready: [login],
  };
}
