// A user that may change the user service's documents, and nothing else. Run by mongosh, signed in as the administrator;
// SECRETS names the folder with the password's file, by default where containers find it.
const fs = require("node:fs");

const secrets = process.env.SECRETS || "/run/secrets";
const signIn = db.getSiblingDB("users");

signIn.createRole({
  role: "userDocuments",
  privileges: [{ resource: { db: "users", collection: "users" }, actions: ["find", "insert", "update", "remove"] }],
  roles: [],
});
signIn.createUser({
  user: "user_service",
  pwd: fs.readFileSync(`${secrets}/mongodb-user`, "utf8").trim(),
  roles: [{ role: "userDocuments", db: "users" }],
  mechanisms: ["SCRAM-SHA-256"],
});
