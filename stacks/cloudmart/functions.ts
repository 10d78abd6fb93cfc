import type * as pulumi from "@pulumi/pulumi";
import type { DataTables } from "../../components/data";
import { AZURE_VARIABLES, type AzureLanguage } from "../../components/pipeline";
import { EventQueue, FunctionService, ModelAccess } from "../../components/serverless";
import { functionArgs } from "../functions";
import type { Analytics } from "./analytics";
import type { Foundation } from "./foundation";
import type { CloudMartSettings } from "./settings";

/** The functions that the backend calls on demand, and what they share with the AI service. */
export interface Functions {
  readonly listProducts: FunctionService;
  readonly aiSupport: FunctionService;
  /** Requests that no model could answer, for people. */
  readonly people: EventQueue;
  readonly models: ModelAccess<"support">;
}

export function makeFunctions(
  settings: CloudMartSettings,
  base: Foundation,
  tables: DataTables<"products" | "tickets">,
  { pipeline }: Analytics,
  opts: pulumi.ComponentResourceOptions,
): Functions {
  const { key, network, secrets } = base;
  const common = { key, logRetentionDays: settings.logs.retentionDays };
  const models = new ModelAccess(
    "cloudmart-models",
    { anchor: key, models: { support: { id: settings.ai.bedrockModel } } },
    opts,
  );
  const people = new EventQueue("cloudmart-people", { key, reader: "people" }, opts);
  const listProducts = new FunctionService(
    "list-products",
    { ...functionArgs("list-products"), ...common, bindings: { products: tables.table("products") } },
    opts,
  );
  const aiSupport = new FunctionService(
    "ai-support",
    {
      ...functionArgs("ai-support"),
      ...common,
      bindings: {
        tickets: tables.table("tickets"),
        people,
        model: models.model("support"),
        openai: secrets.secret("openai"),
      },
      environment: {
        ANSWER_ORDER: settings.ai.answerOrder.join(","),
        OPENAI_MODEL: settings.ai.openAiModel,
        AZURE_LANGUAGE_ENDPOINT: pipeline.azure?.language.endpoint ?? "",
        AZURE_MULTI_SERVICE_ENDPOINT: pipeline.azure?.multiService?.endpoint ?? "",
        ...understanding(pipeline.azure),
      },
      identities: { azure: pipeline.azure?.identity.configuration ?? "" },
      // In the VPC, so that its calls leave by the NAT gateways' addresses, which Azure's accounts know.
      network: network.place(),
    },
    opts,
  );
  pipeline.azure?.identity.allow(aiSupport);
  return { listProducts, aiSupport, people, models };
}

/** Which project of language understanding is asked; without Azure, none. */
function understanding(azure: AzureLanguage | undefined): Record<string, pulumi.Input<string>> {
  const { project, deployment } = AZURE_VARIABLES;
  return Object.fromEntries(
    [project, deployment].flatMap((variable) => {
      const value = azure?.environment[variable];
      return value === undefined ? [] : [[variable, value]];
    }),
  );
}
