import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import {
  type Alarmed,
  type AlarmSpec,
  type Bindable,
  type EncryptionKey,
  EstateComponent,
  type Grantee,
  grant,
  type NeedScope,
  pascalCase,
  type Statement,
} from "../core";
import { makeAccessLogs, makeAccountLogging, SOCKET_FORMAT } from "./api-logs";
import type { FunctionService } from "./function-service";
import { webSocketApiAlarms } from "./web-socket-api-alarms";
import type { WebSocketApiArgs } from "./web-socket-api-args";
import { checkMessageKey, planWebSocketApi, type SocketPlan } from "./web-socket-api-plan";

const SERVICE = "apigateway.amazonaws.com";
const MANAGE = ["execute-api:ManageConnections"] as const;

/**
 * A WebSocket API: a function decides who may open a connection, others note it, forget it and answer its messages.
 *
 * Creates the API, its authorizer, a route with its integration and permission per function, and a stage that deploys by
 * itself, with access and execution logs. Cost follows messages and connections: one US dollar a million messages of 32 KB,
 * 25 cents a million minutes. WebSocket APIs have neither traces nor a firewall of their own; CloudFront's stands before.
 *
 * @example
 * const socket = new WebSocketApi("chat", { key, authorizer, connect, disconnect });
 * const chat = new FunctionService("chat-message", { ..., bindings: { socket } });
 * socket.onMessage("message", chat);
 */
export class WebSocketApi extends EstateComponent implements Bindable, Alarmed {
  public readonly bindingKind = "websocket";
  /** Address at which functions send to connections: `https://….execute-api.us-east-1.amazonaws.com/ws`. */
  public readonly bindingReference: pulumi.Output<string>;
  public readonly alarmSource: string;
  public readonly api: apigatewayv2.Api;
  public readonly authorizer: apigatewayv2.Authorizer;
  public readonly stage: apigatewayv2.Stage;
  public readonly stageName: string;
  /** Host name to which a distribution passes connections on. */
  public readonly originDomain: pulumi.Output<string>;
  private readonly routes = new Set<string>();

  public constructor(name: string, args: WebSocketApiArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planWebSocketApi(name, args);
    super("estate:serverless:WebSocketApi", name, args, opts);
    this.alarmSource = name;
    this.stageName = plan.stageName;
    this.api = this.makeApi(plan);
    this.originDomain = this.api.apiEndpoint.apply((endpoint) => endpoint.replace(/^wss:\/\//, ""));
    this.bindingReference = pulumi.interpolate`https://${this.originDomain}/${plan.stageName}`;
    this.authorizer = this.makeAuthorizer(plan, args.authorizer);
    this.makeRoute("$connect", args.connect, { authorizationType: "CUSTOM", authorizerId: this.authorizer.id });
    this.makeRoute("$disconnect", args.disconnect);
    this.stage = this.makeStage(plan, args.key, this.account(args));
    this.registerOutputs({ originDomain: this.originDomain, stageName: this.stageName });
  }

  /**
   * Lets a function answer messages. @param routeKey what the messages say they are; `$default` takes the rest
   * @throws {pulumi.InputPropertiesError} where another function answers them already
   */
  public onMessage(routeKey: string, handler: FunctionService): apigatewayv2.Route {
    checkMessageKey(this.componentName, routeKey, this.routes);
    return this.makeRoute(routeKey, handler);
  }

  /** Lets the grantee send to connections. */
  public grantSend(grantee: Grantee): iam.RolePolicy {
    return grant(grantee, `${this.componentName}-send`, this.bindingStatements(MANAGE, {}));
  }

  /** Sending to any connection of this stage; neither looking at nor closing one. */
  public bindingStatements(actions: readonly string[], _scope: NeedScope): readonly Statement[] {
    return [
      {
        sid: "Connections",
        actions,
        resources: [pulumi.interpolate`${this.api.executionArn}/${this.stageName}/POST/@connections/*`],
      },
    ];
  }

  /** Faults of ours, functions that fail, slow answers. */
  public alarms(): readonly AlarmSpec[] {
    return webSocketApiAlarms(this.componentName, this.api.id, this.stageName);
  }

  private makeApi(plan: SocketPlan): apigatewayv2.Api {
    return new apigatewayv2.Api(
      this.childName("api"),
      { protocolType: "WEBSOCKET", routeSelectionExpression: plan.selection },
      this.childOptions(),
    );
  }

  private makeAuthorizer(plan: SocketPlan, handler: FunctionService): apigatewayv2.Authorizer {
    const authorizer = new apigatewayv2.Authorizer(
      this.childName("authorizer"),
      {
        apiId: this.api.id,
        authorizerType: "REQUEST",
        authorizerUri: handler.invokeArn,
        identitySources: [plan.identitySource],
      },
      this.childOptions(),
    );
    const source = pulumi.interpolate`${this.api.executionArn}/authorizers/${authorizer.id}`;
    handler.allowInvoke(`${this.componentName}-authorizer`, SERVICE, source);
    return authorizer;
  }

  private makeRoute(
    routeKey: string,
    handler: FunctionService,
    authorization?: { readonly authorizationType: "CUSTOM"; readonly authorizerId: pulumi.Input<string> },
  ): apigatewayv2.Route {
    this.routes.add(routeKey);
    const key = routeKey.replace("$", "");
    const integration = new apigatewayv2.Integration(
      this.childName("integration", key),
      {
        apiId: this.api.id,
        integrationType: "AWS_PROXY",
        integrationMethod: "POST",
        integrationUri: handler.invokeArn,
      },
      this.childOptions(),
    );
    const source = pulumi.interpolate`${this.api.executionArn}/${this.stageName}/${routeKey}`;
    const permission = handler.allowInvoke(`${this.componentName}-${key}`, SERVICE, source);
    return new apigatewayv2.Route(
      this.childName("route", key),
      {
        apiId: this.api.id,
        routeKey,
        operationName: pascalCase(key),
        target: pulumi.interpolate`integrations/${integration.id}`,
        ...authorization,
      },
      this.childOptions({ dependsOn: [permission] }),
    );
  }

  /** Without the account's log role a stage that logs is refused. */
  private account({ accountLogging = "existing", key }: WebSocketApiArgs): pulumi.Resource | undefined {
    return typeof accountLogging === "object"
      ? accountLogging.account
      : accountLogging === "create"
        ? makeAccountLogging(this, this.componentName, key)
        : undefined;
  }

  private makeStage(plan: SocketPlan, key: EncryptionKey, account: pulumi.Resource | undefined): apigatewayv2.Stage {
    const { logRetentionDays, stageName, throttle } = plan;
    const access = makeAccessLogs(this, this.componentName, this.api.id, key, logRetentionDays);
    const execution = new cloudwatch.LogGroup(
      this.childName("execution-logs"),
      {
        name: pulumi.interpolate`/aws/apigateway/${this.api.id}/${stageName}`,
        kmsKeyId: key.arn,
        retentionInDays: logRetentionDays,
      },
      this.childOptions(),
    );
    return new apigatewayv2.Stage(
      this.childName("stage"),
      {
        apiId: this.api.id,
        name: stageName,
        // Routes may come after the stage: each change deploys itself.
        autoDeploy: true,
        accessLogSettings: { destinationArn: access.arn, format: SOCKET_FORMAT },
        defaultRouteSettings: {
          loggingLevel: "ERROR",
          // Messages, personal data and all, would stand in the log.
          dataTraceEnabled: false,
          detailedMetricsEnabled: true,
          throttlingRateLimit: throttle.rate,
          throttlingBurstLimit: throttle.burst,
        },
      },
      this.childOptions({ dependsOn: account === undefined ? [execution] : [account, execution] }),
    );
  }
}
