import { Faults, type FunctionNeeds } from "../core";
import { checkProject, type GcpProject } from "./gcp-project";
import { GCP_IDENTITY_SERVICES } from "./gcp-services";

/** Services that the pipeline itself uses, by their short names. */
export const PIPELINE_SERVICES: readonly string[] = [...GCP_IDENTITY_SERVICES, "bigquery", "cloudkms", "storage"];

/** The environment variables by which a function of this pipeline finds what it writes to. */
export const PIPELINE_VARIABLES = {
  project: "BIGQUERY_PROJECT",
  dataset: "BIGQUERY_DATASET",
  streamTable: "BIGQUERY_STREAM_TABLE",
  lake: "GCS_LAKE_BUCKET",
} as const;

/** What the plan looks at. */
export interface PipelineShape {
  readonly gcp: GcpProject;
  readonly needs: FunctionNeeds;
  readonly tables: readonly string[];
  readonly streamTable?: string;
  readonly hasAzure: boolean;
  readonly services?: readonly string[];
  readonly deletionProtection?: boolean;
}

/** The values of the arguments that have a default. */
export const PIPELINE_DEFAULTS = { streamTable: "orders_stream", services: [], deletionProtection: true } as const;

/** The arguments with every default filled in. */
export interface PipelinePlan {
  readonly streamTable: string;
  /** Each once, sorted. */
  readonly services: readonly string[];
  readonly deletionProtection: boolean;
  /** The function's identities by cloud: the names under which its needs speak of them. */
  readonly identities: { readonly gcp: readonly string[]; readonly azure: readonly string[] };
}

/**
 * Checks what only the whole pipeline can check, and fills in the defaults.
 * @throws {pulumi.InputPropertiesError} with every fault
 */
export function planPipeline(name: string, args: PipelineShape): PipelinePlan {
  const faults = new Faults("CrossCloudPipeline", name);
  const streamTable = args.streamTable ?? PIPELINE_DEFAULTS.streamTable;
  const identities = { gcp: identitiesOf(args.needs, "gcp"), azure: identitiesOf(args.needs, "azure") };
  checkProject(faults, args.gcp);
  faults.check(args.tables.includes(streamTable), {
    property: "streamTable",
    given: streamTable,
    allowed: `a table of the warehouse: ${args.tables.join(", ") || "it has none"}`,
    fix: "declare the table, or name the one that the function appends to",
  });
  faults.check(identities.gcp.length > 0, {
    property: "function.needs.identities",
    given: Object.keys(args.needs.identities ?? {}),
    allowed: "a function that signs in to gcp",
    fix: 'declare an identity such as { gcp: { cloud: "gcp", variable: "GCP_IDENTITY" } } next to the handler',
  });
  faults.check(identities.azure.length === 0 || args.hasAzure, {
    property: "azure",
    given: undefined,
    allowed: "settings of the Azure side, because the function signs in to azure",
    fix: "pass azure, or remove the identity from the function's needs",
  });
  for (const variable of Object.values(PIPELINE_VARIABLES)) {
    faults.check(args.needs.environment?.[variable] !== undefined, {
      property: "function.needs.environment",
      given: Object.keys(args.needs.environment ?? {}),
      allowed: `a function that reads ${variable}`,
      fix: `declare ${variable} next to the handler`,
    });
  }
  faults.throwIfAny();
  return {
    streamTable,
    services: [...new Set([...PIPELINE_SERVICES, ...(args.services ?? PIPELINE_DEFAULTS.services)])].sort(),
    deletionProtection: args.deletionProtection ?? PIPELINE_DEFAULTS.deletionProtection,
    identities,
  };
}

function identitiesOf(needs: FunctionNeeds, cloud: "gcp" | "azure"): readonly string[] {
  return Object.entries(needs.identities ?? {})
    .filter(([, need]) => need.cloud === cloud)
    .map(([key]) => key);
}
