// Makes what CloudCommerce's Compose file takes as secrets, on this machine alone: `npm run compose:secrets`. A file that
// stands already stays as it is, so that volumes made with it can still be opened.
import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the Compose file looks; not in Git. */
export const SECRETS_FOLDER = join(__dirname, "../stacks/cloudcommerce/.secrets");

const PASSWORDS = [
  "mongodb-admin",
  "mongodb-user",
  "postgresql-admin",
  "postgresql-product",
  "postgresql-order",
  "redis-product",
  "redis-order",
  "rabbitmq-order",
  "rabbitmq-payment",
  "rabbitmq-notification",
] as const;

/** The user of RabbitMQ, by the file of its password. */
const RABBITMQ_USERS = {
  "rabbitmq-order": "order_service",
  "rabbitmq-payment": "payment_service",
  "rabbitmq-notification": "notification_service",
} as const;

/** What each user of Redis may do: its own keys, nothing that looks at or ends others' work. */
const REDIS_USERS = {
  "redis-product": { user: "product_service", scope: "~product:* resetchannels" },
  "redis-order": { user: "order_service", scope: "~session:* ~order:* resetchannels &order:*" },
} as const;
const REDIS_COMMANDS = "-@all +@read +@write +@connection +@transaction +@pubsub -@dangerous";

/** Not a key: Stripe refuses it. Whoever takes payments in test mode writes their own test key over it. */
const NO_STRIPE_KEY = "write-your-own-stripe-test-key-here";

const SALT_BYTES = 4;
const KEY_BITS = 2048;

/**
 * Writes the secrets that are missing.
 *
 * The folder is closed to others, the files in it are not: Compose mounts them as they are, and each container reads them as
 * a user of its own.
 *
 * @returns the names of the files that it wrote
 */
export function writeSecrets(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const written: string[] = [];
  const secret = (name: string, make: () => string): string => {
    const path = join(folder, name);
    if (!existsSync(path)) {
      writeFileSync(path, make(), { mode: 0o400, flag: "wx" });
      // Whatever the umask of whoever runs this.
      chmodSync(path, 0o444);
      written.push(name);
    }
    return readFileSync(path, "utf8");
  };
  const passwords = new Map(PASSWORDS.map((name) => [name, secret(name, () => randomBytes(24).toString("base64url"))]));
  const password = (name: (typeof PASSWORDS)[number]): string => passwords.get(name) ?? "";
  secret("redis-users", () => redisUsers(password));
  secret("rabbitmq-users", () => rabbitmqUsers(password));
  secret("stripe-key", () => NO_STRIPE_KEY);
  writeKeyPair(folder, secret);
  return written;
}

type Passwords = (name: (typeof PASSWORDS)[number]) => string;

/** Redis' file of users, by hashes; `health` may ask whether anybody is there, and nobody is the default. */
function redisUsers(password: Passwords): string {
  const services = (["redis-product", "redis-order"] as const).map((name) => {
    const { user, scope } = REDIS_USERS[name];
    const hash = createHash("sha256").update(password(name)).digest("hex");
    return `user ${user} on #${hash} ${scope} ${REDIS_COMMANDS}`;
  });
  return `${["user default off", "user health on nopass -@all +ping", ...services].join("\n")}\n`;
}

/** RabbitMQ's definitions of users: salt and SHA-256, as its documentation prescribes. */
function rabbitmqUsers(password: Passwords): string {
  const users = (["rabbitmq-order", "rabbitmq-payment", "rabbitmq-notification"] as const).map((name) => {
    const salt = randomBytes(SALT_BYTES);
    const hash = createHash("sha256").update(salt).update(password(name)).digest();
    return {
      name: RABBITMQ_USERS[name],
      password_hash: Buffer.concat([salt, hash]).toString("base64"),
      hashing_algorithm: "rabbit_password_hashing_sha256",
      tags: [],
      limits: {},
    };
  });
  return `${JSON.stringify({ users }, undefined, 2)}\n`;
}

/** The user service signs tokens by one half, the gateway checks them by the other: both are made, or neither. */
function writeKeyPair(folder: string, secret: (name: string, make: () => string) => string): void {
  const halves = ["jwt-private-key", "jwt-public-key"].filter((name) => existsSync(join(folder, name)));
  if (halves.length === 1) {
    throw new Error(`${join(folder, String(halves[0]))} has lost its other half: delete it, and run this again`);
  }
  const pair = generateKeyPairSync("rsa", {
    modulusLength: KEY_BITS,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  secret("jwt-private-key", () => pair.privateKey);
  secret("jwt-public-key", () => pair.publicKey);
}

if (require.main === module) {
  const written = writeSecrets(SECRETS_FOLDER);
  console.log(written.length === 0 ? "All secrets are there already." : `Made: ${written.join(", ")}`);
}
