import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { DEFAULT_IMAGE } from "../../../components/platform/workload-plan";
import { SECRETS_FOLDER } from "../../../scripts/compose-secrets";
import { type ComposeService, composeFile, FOLDER, sources, text } from "./compose-file";

const SCHEMA = join(__dirname, "../../fixtures/schemas/compose-spec-2.16.2.json");
const SERVICES = ["user", "product", "order", "payment", "notification"];

/** What SPEC.md draws; "rabbitmq" by contradiction 35: order and payment publish, notification consumes. */
const DRAWN = [
  "gateway-user",
  "gateway-product",
  "gateway-order",
  "user-mongodb",
  "product-postgresql",
  "product-redis",
  "order-product",
  "order-payment",
  "order-postgresql",
  "order-redis",
  "order-rabbitmq",
  "payment-rabbitmq",
  "notification-rabbitmq",
].sort();
/** Who reaches the outside: the gateway by its port, payment to Stripe. */
const OUTSIDE = { edge: ["gateway"], stripe: ["payment"] };

function valid(file: unknown): string {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  const check = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
  return check(file) ? "" : ajv.errorsText(check.errors);
}

describe("CloudCommerce's Compose file", () => {
  const file = composeFile();
  const services = Object.entries(file.services);
  const each = <Value>(look: (service: ComposeService) => Value) => services.map(([name, one]) => [name, look(one)]);
  const all = <Value>(value: Value) => services.map(([name]) => [name, value]);
  const members = (network: string) =>
    services.filter(([, { networks }]) => networks.includes(network)).map(([name]) => name);

  it("is what the Compose Specification's schema allows", () => {
    assert.equal(valid(file), "");
    assert.match(
      valid({ ...file, services: { a: { image: "x", privilegd: true } } }),
      /must NOT have unevaluated properties/,
    );
  });

  it("holds the services, their stores and the gateway, and nothing else", () => {
    assert.deepEqual(
      services.map(([name]) => name),
      ["gateway", ...SERVICES, "mongodb", "postgresql", "redis", "rabbitmq"],
    );
  });

  it("has exactly the drawn connections as networks, each of its two ends and closed", () => {
    const closed = Object.keys(file.networks).filter((name) => !(name in OUTSIDE));
    assert.deepEqual(closed.sort(), DRAWN);
    for (const network of closed) {
      assert.deepEqual([...members(network)].sort(), network.split("-").sort(), network);
      assert.deepEqual(file.networks[network], { internal: true }, network);
    }
    const used = new Set(services.flatMap(([, { networks }]) => networks));
    assert.deepEqual([...used].sort(), Object.keys(file.networks).sort());
  });

  it("opens the gateway alone, on loopback, and lets payment alone out", () => {
    for (const [network, own] of Object.entries(OUTSIDE)) {
      assert.deepEqual([members(network), file.networks[network]], [own, {}], network);
    }
    assert.deepEqual(
      services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port])),
      [["gateway", "127.0.0.1:8000:8000"]],
    );
  });

  it("starts each service after what it calls is well, along drawn connections, in no circle", () => {
    const arrows = services.flatMap(([name, { depends_on = {} }]) =>
      Object.entries(depends_on).map(([target, { condition }]) => {
        assert.equal(condition, "service_healthy", `${name} → ${target}`);
        return `${name}-${target}`;
      }),
    );
    assert.deepEqual(arrows.sort(), DRAWN);
    const reaches = (from: string, target: string): boolean =>
      Object.keys(file.services[from]?.depends_on ?? {}).some((next) => next === target || reaches(next, target));
    assert.deepEqual(
      services.filter(([name]) => reaches(name, name)),
      [],
    );
  });

  it("tells each service the hosts that it has connections to, and no other", () => {
    for (const name of SERVICES) {
      const environment = Object.entries(file.services[name]?.environment ?? {});
      const hosts = environment.flatMap(([key, value]) =>
        key.endsWith("_HOST") ? [value] : (/^http:\/\/(\w+):/.exec(value)?.slice(1) ?? []),
      );
      const drawn = DRAWN.filter((edge) => edge.startsWith(`${name}-`)).map((edge) => edge.split("-")[1] ?? "");
      assert.deepEqual(hosts.sort(), drawn.sort(), name);
    }
  });

  it("pins every image by digest, none by Bitnami, and the stand-in is the components'", () => {
    for (const [name, { image }] of services) {
      assert.match(image, /^[\w./-]+:[\w.-]*\d[\w.-]*@sha256:[0-9a-f]{64}$/, name);
      assert.doesNotMatch(image, /:latest|bitnami/, name);
    }
    assert.deepEqual(new Set(SERVICES.map((name) => file.services[name]?.image)), new Set([DEFAULT_IMAGE]));
    for (const name of SERVICES) {
      assert.ok(text.includes(`\${${name.toUpperCase()}_IMAGE:-${DEFAULT_IMAGE}}`), name);
    }
  });

  it("gives no container a privilege, a writable root or all of the machine", () => {
    assert.deepEqual(
      each((one) => [one.read_only, one.cap_drop, one.cap_add, one.security_opt, one.privileged]),
      all([true, ["ALL"], undefined, ["no-new-privileges:true"], undefined]),
    );
    assert.deepEqual(
      each(({ deploy }) => Object.keys(deploy.resources.limits)),
      all(["cpus", "memory", "pids"]),
    );
    // Kong's image names a user of its own.
    assert.deepEqual(
      services.filter(([, { user = "0" }]) => /^(0|root)\b/.test(user)).map(([name]) => name),
      ["gateway"],
    );
    assert.doesNotMatch(text, /docker\.sock|network_mode|pid: host|ipc: host/);
  });

  it("asks each container whether it is well", () => {
    for (const [name, { healthcheck }] of services) {
      assert.match(healthcheck.test.join(" "), /^CMD(-SHELL)? \w/, name);
    }
  });

  it("mounts files that stand in the repository, and secrets that do not", () => {
    const ignored = readFileSync(join(FOLDER, "../../.gitignore"), "utf8").split("\n");
    assert.ok(ignored.includes(".secrets/"));
    for (const [name, { file: path }] of Object.entries(file.configs)) {
      assert.ok(existsSync(join(FOLDER, path)), name);
    }
    for (const [name, { file: path }] of Object.entries(file.secrets)) {
      assert.equal(join(FOLDER, path), join(SECRETS_FOLDER, name));
    }
    const used = (kind: "configs" | "secrets") => new Set(services.flatMap(([, one]) => sources(one[kind])));
    assert.deepEqual([...used("configs")].sort(), Object.keys(file.configs).sort());
    assert.deepEqual([...used("secrets")].sort(), Object.keys(file.secrets).sort());
    assert.deepEqual(
      services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(":")[0])).sort(),
      Object.keys(file.volumes).sort(),
    );
  });

  it("names files where a secret is meant, each mounted in that service, and holds none", () => {
    for (const [name, { environment = {}, secrets }] of services) {
      for (const [key, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|TOKEN|_KEY/.test(key)) {
          assert.match(key, /_FILE$/, `${name}: ${key}`);
          assert.ok(sources(secrets).includes(value.replace("/run/secrets/", "")), `${name}: ${key}`);
        }
      }
    }
  });

  it("gives a service's secret to that service and to the store that checks it", () => {
    const readers = Object.keys(file.secrets).map((secret) => [
      secret,
      services.filter(([, { secrets }]) => sources(secrets).includes(secret)).map(([name]) => name),
    ]);
    assert.deepEqual(Object.fromEntries(readers), {
      "jwt-private-key": ["user"],
      "jwt-public-key": ["gateway"],
      "mongodb-admin": ["mongodb"],
      "mongodb-user": ["user", "mongodb"],
      "postgresql-admin": ["postgresql"],
      "postgresql-product": ["product", "postgresql"],
      "postgresql-order": ["order", "postgresql"],
      "redis-users": ["redis"],
      "redis-product": ["product"],
      "redis-order": ["order"],
      "rabbitmq-users": ["rabbitmq"],
      "rabbitmq-order": ["order"],
      "rabbitmq-payment": ["payment"],
      "rabbitmq-notification": ["notification"],
      "stripe-key": ["payment"],
    });
  });
});
