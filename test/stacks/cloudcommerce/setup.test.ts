import assert from "node:assert/strict";
import { createHash, createSign, createVerify } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import Ajv2020 from "ajv/dist/2020";
import { writeSecrets } from "../../../scripts/compose-secrets";
import { composeFile, FOLDER } from "./compose-file";

const SETUP = join(FOLDER, "setup");
const BCRYPT = `$2b$12$${"a".repeat(53)}`;

function json(path: string) {
  return JSON.parse(readFileSync(path, "utf8"));
}

describe("CloudCommerce's development setup", () => {
  let folder: string;
  const secret = (name: string) => readFileSync(join(folder, name), "utf8");

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "estate-compose-")), "secrets");
    writeSecrets(folder);
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

  describe("secrets", () => {
    it("are all that the Compose file names, closed to other users of the machine and read by any container", () => {
      const names = Object.keys(composeFile().secrets);
      assert.deepEqual(writeSecrets(folder), []);
      assert.equal(statSync(folder).mode & 0o777, 0o700);
      assert.deepEqual(new Set(names.map((name) => statSync(join(folder, name)).mode & 0o777)), new Set([0o444]));
    });

    it("differ from each other, and stay as they are once made", () => {
      const passwords = ["mongodb-admin", "mongodb-user", "postgresql-admin", "redis-order", "rabbitmq-order"].map(
        secret,
      );
      assert.equal(new Set(passwords).size, passwords.length);
      assert.ok(passwords.every((password) => /^[\w-]{32}$/.test(password)));
      unlinkSync(join(folder, "redis-users"));
      assert.deepEqual(writeSecrets(folder), ["redis-users"]);
      assert.deepEqual(["mongodb-admin", "mongodb-user"].map(secret), passwords.slice(0, 2));
    });

    it("hold the two halves of one key, and say so where one is lost", () => {
      const signature = createSign("sha256").update("token").sign(secret("jwt-private-key"));
      assert.ok(createVerify("sha256").update("token").verify(secret("jwt-public-key"), signature));
      unlinkSync(join(folder, "jwt-public-key"));
      assert.throws(() => writeSecrets(folder), /jwt-private-key has lost its other half/);
    });
  });

  it("gives each user of Redis its own keys, by its password's hash, and the default user nothing", () => {
    const hash = (name: string) => createHash("sha256").update(secret(name)).digest("hex");
    assert.deepEqual(secret("redis-users").trim().split("\n"), [
      "user default off",
      "user health on nopass -@all +ping",
      `user product_service on #${hash("redis-product")} ~product:* resetchannels -@all +@read +@write +@connection +@transaction +@pubsub -@dangerous`,
      `user order_service on #${hash("redis-order")} ~session:* ~order:* resetchannels &order:* -@all +@read +@write +@connection +@transaction +@pubsub -@dangerous`,
    ]);
  });

  describe("RabbitMQ", () => {
    const topology = json(join(SETUP, "rabbitmq/10-topology.json"));
    const { permissions, topic_permissions: topics } = json(join(SETUP, "rabbitmq/30-permissions.json"));

    it("has users whose hashes are their passwords', as the broker computes them", () => {
      const { users } = JSON.parse(secret("rabbitmq-users"));
      for (const [index, service] of ["order", "payment", "notification"].entries()) {
        const { name, password_hash: hashed, tags } = users[index];
        const bytes = Buffer.from(hashed, "base64");
        const expected = createHash("sha256")
          .update(bytes.subarray(0, 4))
          .update(secret(`rabbitmq-${service}`))
          .digest();
        assert.deepEqual([name, tags, bytes.subarray(4)], [`${service}_service`, [], expected]);
        assert.equal(permissions[index].user, name);
      }
      assert.equal(users.length, permissions.length);
    });

    it("lets order and payment publish their own events, and notification read its queue", () => {
      assert.deepEqual(
        permissions.map(({ user, vhost, configure, write, read }: Record<string, string>) => [
          user,
          vhost,
          configure,
          write,
          read,
        ]),
        [
          ["order_service", "shop", "^$", "^orders$", "^$"],
          ["payment_service", "shop", "^$", "^orders$", "^$"],
          ["notification_service", "shop", "^$", "^$", "^order-notifications$"],
        ],
      );
      assert.deepEqual(
        topics.map(({ user, exchange, write }: Record<string, string>) => [user, exchange, write]),
        [
          ["order_service", "orders", "^order\\."],
          ["payment_service", "orders", "^payment\\."],
        ],
      );
    });

    it("keeps what cannot be delivered: its queue's dead letters lead to a queue", () => {
      const names = (kind: string): string[] => topology[kind].map(({ name }: { name: string }) => name);
      const [queue, dead] = topology.queues;
      assert.deepEqual(names("queues"), ["order-notifications", "order-notifications.dead"]);
      assert.equal(queue.arguments["x-queue-type"], "quorum");
      assert.equal(queue.arguments["x-delivery-limit"], 5);
      assert.ok(names("exchanges").includes(queue.arguments["x-dead-letter-exchange"]));
      // At-least-once dead letters demand this; without it the broker silently falls back to at-most-once.
      assert.equal(queue.arguments["x-overflow"], "reject-publish");
      assert.deepEqual(
        topology.bindings.map((one: Record<string, string>) => [one["source"], one["routing_key"], one["destination"]]),
        [
          ["orders", "order.#", queue.name],
          ["orders", "payment.#", queue.name],
          [queue.arguments["x-dead-letter-exchange"], "", dead.name],
        ],
      );
    });

    it("imports the folder in which the three files are mounted, users before their permissions", () => {
      const conf = readFileSync(join(SETUP, "rabbitmq/rabbitmq.conf"), "utf8");
      assert.match(conf, /^load_definitions = \/etc\/rabbitmq\/definitions\.d$/m);
      for (const line of conf.split("\n").filter((one) => one !== "" && !one.startsWith("#"))) {
        assert.match(line, /^[a-z_.]+ = \S+$/);
      }
      const { configs = [], secrets = [] } = composeFile().services["rabbitmq"] ?? {};
      const targets = [...configs, ...secrets].flatMap((one) => (typeof one === "string" ? [] : [one.target]));
      assert.deepEqual(
        targets
          .filter((target) => target.includes("definitions.d"))
          .map((target) => target.split("/")[4])
          .sort(),
        ["10-topology.json", "20-users.json", "30-permissions.json"],
      );
    });
  });

  describe("MongoDB", () => {
    /** The calls that the script makes, in order. */
    function calls(collections: readonly string[] = []): readonly (readonly [string, readonly unknown[]])[] {
      const made: [string, unknown[]][] = [];
      const record =
        (name: string) =>
        (...args: unknown[]) =>
          void made.push([name, JSON.parse(JSON.stringify(args))]);
      const database = {
        getCollectionNames: () => collections,
        runCommand: record("runCommand"),
        createCollection: record("createCollection"),
        users: { createIndex: record("createIndex") },
        createRole: record("createRole"),
        createUser: record("createUser"),
      };
      for (const file of ["10-users.js", "20-sign-in.js"]) {
        runInNewContext(readFileSync(join(SETUP, "mongodb", file), "utf8"), {
          db: { getSiblingDB: (name: string) => (name === "users" ? database : undefined) },
          process: { env: { SECRETS: folder } },
          require,
        });
      }
      return made;
    }

    /** MongoDB's dialect in JSON Schema's words: types of BSON that JSON has not are told by a string's form here. */
    function schema(value: unknown): unknown {
      if (Array.isArray(value)) {
        return value.map(schema);
      }
      if (typeof value !== "object" || value === null) {
        return value;
      }
      const { bsonType, ...rest }: Record<string, unknown> = { ...value };
      const type = bsonType === undefined ? {} : { type: bsonType === "date" ? "string" : bsonType };
      return { ...type, ...Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, schema(one)])) };
    }

    it("makes the collection, one account for an address, and a user for its documents alone", () => {
      const [, index, role, user] = calls();
      assert.deepEqual(index?.[1], [
        { email: 1 },
        { name: "email", unique: true, collation: { locale: "en", strength: 2 } },
      ]);
      const resource = { db: "users", collection: "users" };
      assert.deepEqual(role?.[1], [
        {
          role: "userDocuments",
          privileges: [{ resource, actions: ["find", "insert", "update", "remove"] }],
          roles: [],
        },
      ]);
      assert.deepEqual(user?.[1], [
        {
          user: "user_service",
          pwd: secret("mongodb-user"),
          roles: [{ role: "userDocuments", db: "users" }],
          mechanisms: ["SCRAM-SHA-256"],
        },
      ]);
    });

    it("keeps a collection that is there already to the same form", () => {
      const [[, [, shape]] = ["", []]] = calls();
      const [again] = calls(["users"]);
      assert.deepEqual(again, ["runCommand", [{ collMod: "users", ...Object(shape) }]]);
    });

    it("takes a user with bcrypt's hash, and refuses a password, a stranger's field or a missing one", () => {
      const [[, [name, options]] = ["", []]] = calls();
      assert.equal(name, "users");
      const { validator } = JSON.parse(JSON.stringify(options));
      const check = new Ajv2020({ strict: false }).compile(Object(schema(validator.$jsonSchema)));
      const user = { email: "a@example.com", passwordHash: BCRYPT, roles: ["customer"], createdAt: "2026-11-21" };
      const verdicts = [
        user,
        { ...user, profile: { name: "Ada" } },
        { ...user, passwordHash: "hunter2" },
        { ...user, passwordHash: BCRYPT.replace("$12$", "$04$") },
        { ...user, password: "hunter2" },
        { ...user, roles: ["root"] },
        { ...user, email: "nobody" },
        { ...user, createdAt: undefined },
      ].map((one) => check(JSON.parse(JSON.stringify(one))));
      assert.deepEqual(verdicts, [true, true, false, false, false, false, false, false]);
    });
  });
});
