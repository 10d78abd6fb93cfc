import { createHash } from "node:crypto";
import * as apigateway from "@pulumi/aws/apigateway";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as wafv2 from "@pulumi/aws/wafv2";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  parseArn,
  serviceTrust,
} from "../core";
import { EdgeFirewall } from "../edge/edge-firewall";
import { entryRules, regionalRules } from "../edge/firewall-rules";
import { makeAccessLogs, makeAccountLogging, REST_FORMAT } from "./api-logs";
import type { FunctionService } from "./function-service";
import { filledIn, placeholder } from "./placeholders";
import { restApiAlarms } from "./rest-api-alarms";
import type { ApiOperation, ApiPlan, RestApiArgs, StartOperation } from "./rest-api-args";
import { gatewayDocument, type OperationAnswer } from "./rest-api-document";
import { NAME_HEADER, planRestApi, type RestPlan } from "./rest-api-plan";
import { startTemplate } from "./rest-api-start";

/** Begins with TLS 1.2, and with 1.3 where both sides know it ("Supported security policies", read 2026-11). */
const TLS_POLICY = "SecurityPolicy_TLS13_1_2_2021_06";
/** The distribution's own plan, beside those of partners. */
const DISTRIBUTION = "distribution";

/**
 * A REST API after its contract: every operation of an OpenAPI document is answered by a function or starts a workflow,
 * takes id tokens of the user pool unless it is open, and is held to its schema. What API Gateway refuses by itself is a
 * problem by RFC 9457, as the functions' own.
 *
 * Creates the API with one deployment per content and a stage, its access and execution logs, a key and a usage plan for the
 * distribution and each partner, a permission per operation, a role for the workflows, a firewall, and once in an account
 * and region the role that API Gateway logs by. Its own address stays reachable, because CloudFront goes there; without the
 * key it refuses everybody. Cost follows the requests: 3.50 US dollars a million; the firewall eight a month.
 *
 * @example
 * const api = new RestApi("shop-api", { key, userPool: users, document: contract, operations: { listProducts: products } });
 * // CloudFront passes /api/* on to api.originDomain and adds api.originHeaders.
 */
export class RestApi extends EstateComponent implements Alarmed {
  public readonly alarmSource: string;
  public readonly api: apigateway.RestApi;
  public readonly stage: apigateway.Stage;
  /** The role by which API Gateway logs in the account; absent where another estate has made it. */
  public readonly account: apigateway.Account | undefined;
  public readonly stageName: string;
  /** Host name to which a distribution passes requests on. */
  public readonly originDomain: pulumi.Output<string>;
  /** Headers that the distribution adds, their values secret: without them the API refuses everybody. Empty with entry `anyone`. */
  public readonly originHeaders: Readonly<Record<string, pulumi.Output<string>>>;
  private readonly plan: RestPlan;
  private readonly keys: ReadonlyMap<string, apigateway.ApiKey>;

  public constructor(name: string, args: RestApiArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planRestApi(name, args);
    super("estate:serverless:RestApi", name, args, opts);
    this.alarmSource = name;
    this.plan = plan;
    this.stageName = plan.stageName;
    const body = this.body(args);
    this.api = this.makeApi(body);
    this.account = this.makeAccount(args.key);
    this.stage = this.makeStage(this.makeDeployment(body), args.key);
    this.keys = this.makePlans();
    this.allowCalls(args.operations);
    this.makeFirewall(args.key);
    this.originDomain = this.host();
    this.originHeaders = this.distributionHeaders();
    this.registerOutputs({ originDomain: this.originDomain, stageName: this.stageName });
  }

  /** The key of a partner's plan, secret. @throws {Error} where there is no such plan */
  public apiKey(plan: string): pulumi.Output<string> {
    const key = this.keys.get(plan);
    if (key === undefined) {
      const plans = Object.keys(this.plan.plans).join(", ") || "none";
      throw new Error(`RestApi "${this.componentName}" has no plan "${plan}"; it has ${plans}.`);
    }
    return pulumi.secret(key.value);
  }

  /** Faults of the server, slow answers, requests that are refused. */
  public alarms(): readonly AlarmSpec[] {
    const { stageName, errorPercent, slowMs } = this.plan;
    return restApiAlarms({ name: this.componentName, apiName: this.api.name, stageName, errorPercent, slowMs });
  }

  /** The document as API Gateway imports it. What it speaks of is known only while deploying. */
  private body({ document, operations, userPool, key }: RestApiArgs): pulumi.Output<string> {
    const starts = Object.entries(operations).flatMap(([id, one]) => (isStart(one) ? [{ id, start: one }] : []));
    const role = starts.length === 0 ? undefined : this.makeStartRole(starts.map(({ start }) => start));
    const actions = key.arn.apply((arn) => {
      const { partition, region } = parseArn(arn);
      return `arn:${partition}:apigateway:${region}:states:action/StartExecution`;
    });
    const completed = gatewayDocument(document, {
      answers: Object.fromEntries(Object.entries(operations).map(([id, one]) => [id, answer(id, one)])),
      userPoolArn: placeholder("userPool"),
      keyed: this.plan.keyed,
    });
    const targets = Object.entries(operations).map(([id, one]): [string, pulumi.Output<string>] =>
      isStart(one) ? [`workflow:${id}`, one.workflow.arn] : [`function:${id}`, one.invokeArn],
    );
    return filledIn(JSON.stringify(completed), {
      ...Object.fromEntries(targets),
      userPool: userPool.arn,
      ...(role === undefined ? {} : { start: actions, role: role.arn }),
    });
  }

  /** One role starts the workflows that the document names. */
  private makeStartRole(starts: readonly StartOperation[]): iam.Role {
    const role = new iam.Role(
      this.childName("start-role"),
      { assumeRolePolicy: serviceTrust("apigateway.amazonaws.com") },
      this.childOptions(),
    );
    const grantee: Grantee = { granteeName: this.childName("start"), role };
    for (const workflow of new Set(starts.map((start) => start.workflow))) {
      workflow.grantStart(grantee);
    }
    return role;
  }

  private makeApi(body: pulumi.Output<string>): apigateway.RestApi {
    return new apigateway.RestApi(
      this.childName("api"),
      {
        body,
        endpointConfiguration: { types: "REGIONAL" },
        securityPolicy: TLS_POLICY,
        endpointAccessMode: "BASIC",
      },
      this.childOptions(),
    );
  }

  /** Another content is another deployment; the stage moves to it before the old one goes. */
  private makeDeployment(body: pulumi.Output<string>): apigateway.Deployment {
    const digest = body.apply((text) => createHash("sha256").update(text).digest("hex"));
    return new apigateway.Deployment(
      this.childName("deployment"),
      { restApi: this.api.id, triggers: { body: digest } },
      this.childOptions(),
    );
  }

  private makeAccount(key: EncryptionKey): apigateway.Account | undefined {
    return this.plan.accountLogging === "create" ? makeAccountLogging(this, this.componentName, key) : undefined;
  }

  private makeStage(deployment: apigateway.Deployment, key: EncryptionKey): apigateway.Stage {
    const { logRetentionDays, stageName, throttle } = this.plan;
    const account = this.account === undefined ? [] : [this.account];
    const access = makeAccessLogs(this, this.componentName, this.api.id, key, logRetentionDays);
    const execution = new cloudwatch.LogGroup(
      this.childName("execution-logs"),
      {
        name: pulumi.interpolate`API-Gateway-Execution-Logs_${this.api.id}/${stageName}`,
        kmsKeyId: key.arn,
        retentionInDays: logRetentionDays,
      },
      this.childOptions(),
    );
    const stage = new apigateway.Stage(
      this.childName("stage"),
      {
        restApi: this.api.id,
        deployment: deployment.id,
        stageName,
        xrayTracingEnabled: true,
        accessLogSettings: { destinationArn: access.arn, format: REST_FORMAT },
      },
      this.childOptions({ dependsOn: [...account, execution] }),
    );
    new apigateway.MethodSettings(
      this.childName("methods"),
      {
        restApi: this.api.id,
        stageName: stage.stageName,
        methodPath: "*/*",
        settings: {
          loggingLevel: "ERROR",
          // Requests and answers, personal data and all, would stand in the log.
          dataTraceEnabled: false,
          metricsEnabled: true,
          throttlingRateLimit: throttle.rate,
          throttlingBurstLimit: throttle.burst,
        },
      },
      this.childOptions(),
    );
    return stage;
  }

  private makePlans(): ReadonlyMap<string, apigateway.ApiKey> {
    const { keyed, plans, throttle } = this.plan;
    const all: Readonly<Record<string, ApiPlan>> = keyed ? { [DISTRIBUTION]: throttle, ...plans } : {};
    return new Map(Object.entries(all).map(([name, plan]) => [name, this.makePlan(name, plan)]));
  }

  private makePlan(name: string, { rate, burst, dailyQuota }: ApiPlan): apigateway.ApiKey {
    const plan = new apigateway.UsagePlan(
      this.childName("plan", name),
      {
        apiStages: [{ apiId: this.api.id, stage: this.stage.stageName }],
        throttleSettings: { rateLimit: rate, burstLimit: burst },
        ...(dailyQuota === undefined ? {} : { quotaSettings: { limit: dailyQuota, period: "DAY" } }),
      },
      this.childOptions(),
    );
    const key = new apigateway.ApiKey(
      this.childName("key", name),
      { description: `${name} at ${this.componentName}` },
      this.childOptions(),
    );
    new apigateway.UsagePlanKey(
      this.childName("plan-key", name),
      { keyId: key.id, keyType: "API_KEY", usagePlanId: plan.id },
      // The provider repeats the key here, and does not say that it is one.
      this.childOptions({ additionalSecretOutputs: ["value"] }),
    );
    return key;
  }

  /** Each operation may call its function, at its own method and path. */
  private allowCalls(operations: Readonly<Record<string, ApiOperation>>): void {
    for (const { id, method, path } of this.plan.operations) {
      const one = operations[id];
      if (one !== undefined && !isStart(one)) {
        const anywhere = path.replaceAll(/\{[^}]+\}/g, "*");
        const source = pulumi.interpolate`${this.api.executionArn}/${this.stageName}/${method}${anywhere}`;
        one.allowInvoke(`${this.componentName}-${id}`, "apigateway.amazonaws.com", source);
      }
    }
  }

  /** Behind a distribution every sender is CloudFront, so that only what is sent can be looked at. */
  private makeFirewall(key: EncryptionKey): void {
    const { firewall, keyed, logRetentionDays, rateLimit } = this.plan;
    if (!firewall) {
      return;
    }
    const rules = keyed ? regionalRules() : entryRules(rateLimit);
    const made = new EdgeFirewall(
      this.childName("firewall"),
      { scope: "REGIONAL", rules, keyArn: key.arn, retentionDays: logRetentionDays },
      { parent: this },
    );
    new wafv2.WebAclAssociation(
      this.childName("firewall-association"),
      { resourceArn: this.stage.arn, webAclArn: made.arn },
      this.childOptions(),
    );
  }

  private host(): pulumi.Output<string> {
    return pulumi
      .all([this.api.id, this.api.arn])
      .apply(([id, arn]) => `${id}.execute-api.${parseArn(arn).region}.amazonaws.com`);
  }

  private distributionHeaders(): Readonly<Record<string, pulumi.Output<string>>> {
    const key = this.keys.get(DISTRIBUTION);
    return key === undefined ? {} : { "x-api-key": pulumi.secret(key.value) };
  }
}

function isStart(operation: ApiOperation): operation is StartOperation {
  return "workflow" in operation;
}

function answer(id: string, operation: FunctionService | StartOperation): OperationAnswer {
  return isStart(operation)
    ? {
        kind: "start",
        uri: placeholder("start"),
        credentials: placeholder("role"),
        template: startTemplate(placeholder(`workflow:${id}`), operation.nameFrom ?? NAME_HEADER, operation.input),
      }
    : { kind: "function", uri: placeholder(`function:${id}`) };
}
