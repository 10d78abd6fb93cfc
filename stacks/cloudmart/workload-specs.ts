import type { RolePolicy } from "@pulumi/aws/iam";
import type { PodRole } from "../../components/cluster";
import { TRACES_ENDPOINT, type Workload, type WorkloadArgs } from "../../components/platform";
import type { CloudMartSettings } from "./settings";
import type { WorkloadParts } from "./workloads";

/** The shop's services. */
export type Service = keyof CloudMartSettings["workloads"]["services"];

/** What distinguishes one service. */
export interface ServiceSpec {
  readonly image: keyof CloudMartSettings["workloads"]["images"];
  readonly environment: NonNullable<WorkloadArgs["environment"]>;
  /** What its role may do. @default it has no role, and calls nothing in AWS */
  readonly grants?: (role: PodRole) => readonly RolePolicy[];
}

type Environment = ServiceSpec["environment"];

/** Pages, and no rights at all. */
export function frontendSpec(backend: Workload): ServiceSpec {
  return { image: "frontend", environment: { BACKEND_URL: urlOf(backend) } };
}

/** Partners' entry: all four tables and both on-demand functions. */
export function backendSpec(parts: WorkloadParts, ai: Workload): ServiceSpec {
  const { tables, functions } = parts;
  return {
    image: "backend",
    environment: {
      ...traced(parts, "backend"),
      PRODUCTS_TABLE: tables.table("products").name,
      ORDERS_TABLE: tables.table("orders").name,
      TICKETS_TABLE: tables.table("tickets").name,
      USERS_TABLE: tables.table("users").name,
      LIST_PRODUCTS_FUNCTION: functions.listProducts.arn,
      AI_SUPPORT_FUNCTION: functions.aiSupport.arn,
      AI_URL: urlOf(ai),
    },
    grants: (role) => [
      tables.table("products").grantReadWrite(role),
      tables.table("orders").grantReadWrite(role),
      tables.table("tickets").grantReadWrite(role),
      tables.table("users").grantReadWrite(role),
      functions.listProducts.grantInvoke(role),
      functions.aiSupport.grantInvoke(role),
    ],
  };
}

export function authenticationSpec(parts: WorkloadParts): ServiceSpec {
  const users = parts.tables.table("users");
  return {
    image: "backend",
    environment: { ...traced(parts, "authentication"), USERS_TABLE: users.name },
    grants: (role) => [users.grantReadWrite(role)],
  };
}

export function productSpec(parts: WorkloadParts): ServiceSpec {
  const products = parts.tables.table("products");
  return {
    image: "backend",
    environment: { ...traced(parts, "product"), ...cached(parts), PRODUCTS_TABLE: products.name },
    grants: (role) => [products.grantReadWrite(role), parts.cache.grantConnect(role)],
  };
}

export function orderSpec(parts: WorkloadParts): ServiceSpec {
  const orders = parts.tables.table("orders");
  return {
    image: "backend",
    environment: { ...traced(parts, "order"), ...cached(parts), ORDERS_TABLE: orders.name },
    grants: (role) => [orders.grantReadWrite(role), parts.cache.grantConnect(role)],
  };
}

export function supportSpec(parts: WorkloadParts, ai: Workload): ServiceSpec {
  const tickets = parts.tables.table("tickets");
  return {
    image: "backend",
    environment: { ...traced(parts, "support"), TICKETS_TABLE: tickets.name, AI_URL: urlOf(ai) },
    grants: (role) => [tickets.grantReadWrite(role)],
  };
}

/** Bedrock by the role, OpenAI by a key in Secrets Manager, Azure's two accounts by the identity that the stack chose. */
export function aiSpec(parts: WorkloadParts): ServiceSpec {
  const { settings, base, functions, analytics } = parts;
  const { azure } = analytics.pipeline;
  const openai = base.secrets.secret("openai");
  return {
    image: "ai",
    environment: {
      AWS_REGION: settings.aws.region,
      BEDROCK_MODEL_ID: functions.models.model("support").bindingReference,
      OPENAI_MODEL: settings.ai.openAiModel,
      OPENAI_SECRET_ARN: openai.bindingReference,
      ANSWER_ORDER: settings.ai.answerOrder.join(","),
      AZURE_LANGUAGE_ENDPOINT: azure?.language.endpoint ?? "",
      AZURE_MULTI_SERVICE_ENDPOINT: azure?.multiService?.endpoint ?? "",
      AZURE_IDENTITY: azure?.identity.configuration ?? "",
    },
    grants: (role) => {
      functions.models.model("support").grantInvoke(role);
      azure?.identity.allow(role);
      return [openai.grantRead(role)];
    },
  };
}

/** Services of the backend's image send their traces to Jaeger. A pod cannot ask the node which region it is in. */
function traced({ settings }: WorkloadParts, service: Service): Environment {
  return {
    AWS_REGION: settings.aws.region,
    OTEL_SERVICE_NAME: service,
    OTEL_EXPORTER_OTLP_ENDPOINT: TRACES_ENDPOINT,
  };
}

function cached({ cache }: WorkloadParts): Environment {
  return { CACHE_HOST: cache.endpoint, CACHE_USER: cache.userName };
}

function urlOf(workload: Workload): string {
  return `http://${workload.host}:${workload.port}`;
}
