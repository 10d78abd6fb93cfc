import { CATALOG, type CatalogEntry } from "../../functions/catalog";
import type { EnvironmentNeed, FunctionNeeds, ResourceNeed } from "../../functions/shared/needs";
import { ECOM67_TABLES } from "../../functions/tables";
import { markdownTable } from "../../planner/report/markdown";

type Named<Value> = readonly (readonly [string, Value])[];

/** What each function of the catalogue takes and needs, as whoever composes a stack asks for it. */
export function functionsDocument(): string {
  const entries: Named<CatalogEntry> = Object.entries(CATALOG);
  return `# Functions

Made by \`npm run docs\` from \`functions/catalog.ts\` and each function's \`needs.ts\`. \`FunctionService\` takes a function by
\`functionArgs(name)\` (\`stacks/functions.ts\`) and makes role, environment and network rules of its needs: \`bindings\` names the
component for each need below, \`environment\` gives the variables without a default.

${overview(entries)}

All of them write logs, metrics and traces, and sign calls to AWS with the function's own role. "AWS" under network means AWS's
public endpoints: a function in a VPC reaches them by NAT or by endpoints.

## E-Com67's tables

\`functions/tables.ts\` holds them in the shape that \`DataTables\` takes.

${tables()}

${entries.map(section).join("\n\n")}
`;
}

function overview(entries: Named<CatalogEntry>): string {
  return markdownTable(
    ["Function", "System", "Called by", "Needs", "Secrets", "Network", "Memory, time"],
    entries.map(([name, { system, trigger, needs, memoryMb, timeoutSeconds }]) => [
      `[${name}](#${name})`,
      system,
      trigger,
      resources(needs)
        .filter(([, { kind }]) => kind !== "secret")
        .map(([need, { kind }]) => `${need} (${kind})`)
        .join(", ") || "none",
      secrets(needs),
      network(needs),
      `${memoryMb} MB, ${timeoutSeconds} s`,
    ]),
  );
}

function section([name, { description, trigger, needs }]: Named<CatalogEntry>[number]): string {
  return `## ${name}

${description}. Called by: ${trigger}.

${markdownTable(["Variable", "Holds", "Default"], variables(needs))}

${permissions(needs)}`;
}

function variables(needs: FunctionNeeds): readonly (readonly string[])[] {
  const settings: Named<EnvironmentNeed> = Object.entries(needs.environment ?? {});
  return [
    ...resources(needs).map(([need, { kind, variable, optional }]) => [
      code(variable),
      `binding \`${need}\`: ${REFERENCES[kind]}`,
      optional === true ? "empty" : "",
    ]),
    ...Object.entries(needs.identities ?? {}).map(([need, { cloud, variable }]) => [
      code(variable),
      `identity \`${need}\`: how to sign in to ${CLOUDS[cloud]}`,
      "",
    ]),
    ...settings.map(([variable, { description, default: fallback }]) => [
      code(variable),
      description,
      fallback === undefined ? "must be given" : fallback === "" ? "empty" : code(fallback),
    ]),
  ];
}

function permissions(needs: FunctionNeeds): string {
  const rows = resources(needs).map(([need, { actions, indexes, prefix }]) => [
    need,
    actions.map(code).join(", ") || "none: it is only named",
    [
      ...(indexes ?? []).map((index) => `index ${code(index)}`),
      ...(prefix === undefined ? [] : [`keys ${code(prefix)}`]),
    ].join(", ") || "all of it",
  ]);
  const hosts = (needs.endpoints ?? []).map(({ host, port = 443, purpose }) => `- \`${host}:${port}\`: ${purpose}`);
  return [
    ...(rows.length === 0 ? [] : [markdownTable(["Need", "Actions", "On"], rows)]),
    ...(hosts.length === 0 ? [] : [`Hosts outside AWS:\n\n${hosts.join("\n")}`]),
  ].join("\n\n");
}

/** What a bound component gives to the function, by its kind. */
const REFERENCES: Readonly<Record<ResourceNeed["kind"], string>> = {
  table: "a table's name",
  bucket: "a bucket's name",
  queue: "a queue's URL",
  topic: "a topic's ARN",
  secret: "a secret's ARN",
  model: "a model's or an inference profile's id",
  search: "the search domain's or collection's address, with https://",
  workflow: "a state machine's ARN",
  websocket: "the WebSocket stage's connections address, with https://",
  "knowledge-base": "a knowledge base's id",
  "user-pool": "a user pool's id",
  email: "a sender's address",
  "text-messages": "a word, where the estate sends text messages",
  "block-storage": "the tag that marks what it may touch, as key=value",
};

const CLOUDS = { gcp: "Google Cloud", azure: "Azure" } as const;

function secrets(needs: FunctionNeeds): string {
  const own = resources(needs).flatMap(([need, { kind, variable }]) =>
    kind === "secret" ? [`${need} (${code(variable)})`] : [],
  );
  return own.join(", ") || "none";
}

function network(needs: FunctionNeeds): string {
  const inside = resources(needs).some(([, { kind }]) => kind === "search")
    ? ["the search domain's VPC, where it is private"]
    : [];
  const hosts = (needs.endpoints ?? []).map(({ host }) => code(host));
  return ["AWS", ...inside, ...hosts].join(", ");
}

function tables(): string {
  return markdownTable(
    ["Table", "Key", "Indexes", "Stream", "Expires by"],
    Object.entries(ECOM67_TABLES).map(([name, table]) => [
      name,
      keys(table),
      "globalIndexes" in table
        ? Object.entries(table.globalIndexes)
            .map(([index, shape]) => `${code(index)}: ${keys(shape)}`)
            .join("<br>")
        : "",
      "stream" in table ? "new and old images" : "",
      "timeToLive" in table ? code(table.timeToLive) : "",
    ]),
  );
}

function keys(shape: { readonly partitionKey: string; readonly sortKey?: string }): string {
  return [shape.partitionKey, ...(shape.sortKey === undefined ? [] : [shape.sortKey])].map(code).join(" + ");
}

function resources({ resources: declared }: FunctionNeeds): Named<ResourceNeed> {
  return Object.entries(declared ?? {});
}

function code(text: string): string {
  return `\`${text}\``;
}
