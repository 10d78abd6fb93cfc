// The user service's collection. Run by mongosh, signed in as whoever may administer the database; once or again.
const users = db.getSiblingDB("users");
const shape = {
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
};

if (users.getCollectionNames().includes("users")) {
  users.runCommand({ collMod: "users", ...shape });
} else {
  users.createCollection("users", shape);
}
// One account for an address, however it is written.
users.users.createIndex({ email: 1 }, { name: "email", unique: true, collation: { locale: "en", strength: 2 } });
