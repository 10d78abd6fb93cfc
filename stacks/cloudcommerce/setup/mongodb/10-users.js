// The user service's collection, and a user that may change its documents and nothing else. Run by mongosh, signed in as the
// administrator; SECRETS names the folder with the password's file, by default where containers find it.
const fs = require("node:fs");

const secrets = process.env.SECRETS || "/run/secrets";
const users = db.getSiblingDB("users");

users.createCollection("users", {
  validator: {
    $jsonSchema: {
      bsonType: "object",
      required: ["email", "passwordHash", "roles", "createdAt"],
      additionalProperties: false,
      properties: {
        _id: {},
        email: { bsonType: "string", pattern: "^[^@\\s]+@[^@\\s]+$", maxLength: 254 },
        // bcrypt with a cost of at least 10: a password itself is refused.
        passwordHash: { bsonType: "string", pattern: "^\\$2[aby]\\$(1[0-9]|2[0-9]|3[01])\\$[./A-Za-z0-9]{53}$" },
        roles: { bsonType: "array", uniqueItems: true, items: { enum: ["customer", "admin"] } },
        profile: {
          bsonType: "object",
          additionalProperties: false,
          properties: {
            name: { bsonType: "string", maxLength: 200 },
            phone: { bsonType: "string", maxLength: 32 },
            locale: { bsonType: "string", maxLength: 35 },
          },
        },
        createdAt: { bsonType: "date" },
        updatedAt: { bsonType: "date" },
        lastSignInAt: { bsonType: "date" },
      },
    },
  },
  validationLevel: "strict",
  validationAction: "error",
});
// One account for an address, however it is written.
users.users.createIndex({ email: 1 }, { name: "email", unique: true, collation: { locale: "en", strength: 2 } });

users.createRole({
  role: "userDocuments",
  privileges: [{ resource: { db: "users", collection: "users" }, actions: ["find", "insert", "update", "remove"] }],
  roles: [],
});
users.createUser({
  user: "user_service",
  pwd: fs.readFileSync(`${secrets}/mongodb-user`, "utf8").trim(),
  roles: [{ role: "userDocuments", db: "users" }],
  mechanisms: ["SCRAM-SHA-256"],
});
