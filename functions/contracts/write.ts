import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chatContract } from "./asyncapi";
import { restContract } from "./openapi";

/** The contracts by file name; a test holds the files to them. */
export const CONTRACTS = {
  "ecom67.openapi.json": restContract,
  "chat.asyncapi.json": chatContract,
} as const;

/** A contract as its file holds it. */
export function contractText(name: keyof typeof CONTRACTS): string {
  return `${JSON.stringify(CONTRACTS[name](), null, 2)}\n`;
}

if (require.main === module) {
  for (const name of ["ecom67.openapi.json", "chat.asyncapi.json"] as const) {
    writeFileSync(join(__dirname, name), contractText(name));
  }
}
