import { spawn } from "node:child_process";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  type AnalyzeDiagnostic,
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerPropertyDependencies,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isList, isObject, isSecret, type PolicyResource, type PolicyValue, UNKNOWN } from "../../policies/engine";

/** What the engine sends where a text is unknown, and how it marks a secret. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SECRET_MARK = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

type Wire = null | boolean | number | string | Wire[] | { [key: string]: Wire };

function wire(value: PolicyValue): Wire {
  if (value === UNKNOWN) {
    return UNKNOWN_TEXT;
  }
  if (isSecret(value)) {
    return { ...SECRET_MARK, value: wire(value.value) };
  }
  if (isList(value)) {
    return value.map(wire);
  }
  return isObject(value) ? wireObject(value) : value;
}

function wireObject(value: Readonly<Record<string, PolicyValue>>): { [key: string]: Wire } {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, wire(member)]));
}

/** One policy's part of a pack's configuration. */
export type PolicyConfiguration = { readonly enforcementLevel: keyof typeof LEVELS } & Readonly<
  Record<string, PolicyValue>
>;

const LEVELS = { advisory: "ADVISORY", mandatory: "MANDATORY", remediate: "REMEDIATE", disabled: "DISABLED" } as const;

/** A policy pack in a process of its own. */
export interface PackServer {
  readonly port: string;
  stop(): void;
}

/** The folder that `--policy-pack` names. */
export function packFolder(pack: string): string {
  return join(__dirname, "..", "..", "policies", "packs", pack);
}

/** Starts the pack in a folder; the engine learns the port from the first line that it prints. */
export async function startPack(
  folder: string,
  stack: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<PackServer> {
  const child = spawn(process.execPath, ["index.js"], {
    cwd: folder,
    env: { ...process.env, PULUMI_NODEJS_STACK: stack, ...environment },
  });
  const port = await new Promise<string>((resolve, reject) => {
    let errors = "";
    child.stderr.on("data", (data) => {
      errors += String(data);
    });
    child.stdout.once("data", (data) => resolve(String(data).trim()));
    child.once("exit", () => reject(new Error(`The pack in ${folder} did not start: ${errors}`)));
  });
  return { port, stop: () => void child.kill() };
}

/** A policy pack in a process of its own, spoken to as the engine does. */
export class Analyzer {
  private readonly server: PackServer;
  private readonly client: AnalyzerClient;

  private constructor(server: PackServer) {
    this.server = server;
    this.client = new AnalyzerClient(`127.0.0.1:${server.port}`, grpc.credentials.createInsecure());
  }

  public static async start(
    pack: string,
    stack: string,
    environment?: Readonly<Record<string, string>>,
  ): Promise<Analyzer> {
    return Analyzer.of(packFolder(pack), stack, environment);
  }

  /** Starts the pack in a folder, wherever it was installed. */
  public static async of(
    folder: string,
    stack: string,
    environment?: Readonly<Record<string, string>>,
  ): Promise<Analyzer> {
    return new Analyzer(await startPack(folder, stack, environment));
  }

  public stop(): void {
    this.client.close();
    this.server.stop();
  }

  /** What the pack says of one resource before it is made. */
  public analyze(resource: PolicyResource): Promise<readonly AnalyzeDiagnostic.AsObject[]> {
    return new Promise((resolve, reject) => this.client.analyze(Analyzer.request(resource), answer(resolve, reject)));
  }

  /** The properties that the pack would have instead, by the policies whose level is `remediate`. */
  public remediate(resource: PolicyResource): Promise<readonly { readonly policy: string; readonly props: unknown }[]> {
    return new Promise((resolve, reject) =>
      this.client.remediate(Analyzer.request(resource), (error, response) => {
        if (error === null) {
          const list = response.getRemediationsList();
          resolve(list.map((one) => ({ policy: one.getPolicyname(), props: one.getProperties()?.toJavaScript() })));
        } else {
          reject(error);
        }
      }),
    );
  }

  /** Sets levels and thresholds by policy, as `--policy-pack-config` does. */
  public configure(policies: Readonly<Record<string, PolicyConfiguration>>): Promise<void> {
    const request = new ConfigureAnalyzerRequest();
    for (const [name, { enforcementLevel, ...thresholds }] of Object.entries(policies)) {
      const config = new PolicyConfig();
      config.setEnforcementlevel(EnforcementLevel[LEVELS[enforcementLevel]]);
      config.setProperties(Struct.fromJavaScript(wireObject(thresholds)));
      request.getPolicyconfigMap().set(name, config);
    }
    return new Promise((resolve, reject) =>
      this.client.configure(request, (error) => (error === null ? resolve() : reject(error))),
    );
  }

  private static request(resource: PolicyResource): AnalyzeRequest {
    const request = new AnalyzeRequest();
    request.setType(resource.type);
    request.setUrn(resource.urn);
    request.setName(resource.name);
    request.setProperties(Struct.fromJavaScript(wireObject(resource.props)));
    request.setOptions(options(resource));
    request.setProvider(provider(resource));
    return request;
  }

  /** What the pack says of the whole stack. */
  public analyzeStack(resources: readonly PolicyResource[]): Promise<readonly AnalyzeDiagnostic.AsObject[]> {
    const request = new AnalyzeStackRequest();
    request.setResourcesList(resources.map(message));
    return new Promise((resolve, reject) => this.client.analyzeStack(request, answer(resolve, reject)));
  }
}

function answer(
  resolve: (list: readonly AnalyzeDiagnostic.AsObject[]) => void,
  reject: (error: Error) => void,
): (error: grpc.ServiceError | null, response: AnalyzeResponse) => void {
  return (error, response) => {
    if (error === null) {
      resolve(response.getDiagnosticsList().map((diagnostic) => diagnostic.toObject()));
    } else {
      reject(error);
    }
  };
}

function options(resource: PolicyResource): AnalyzerResourceOptions {
  const made = new AnalyzerResourceOptions();
  made.setProtect(resource.opts.protect === true);
  made.setIgnorechangesList([...(resource.opts.ignoreChanges ?? [])]);
  made.setParent(resource.parent ?? "");
  return made;
}

/** The provider that makes the resource: its default tags are those of the resource too. */
function provider({ provider: given }: PolicyResource): AnalyzerProviderResource | undefined {
  if (given === undefined) {
    return undefined;
  }
  const made = new AnalyzerProviderResource();
  made.setType(given.type);
  made.setUrn(given.urn);
  made.setName(given.urn.split("::").at(-1) ?? "");
  made.setProperties(Struct.fromJavaScript(wireObject(given.props)));
  return made;
}

function message(resource: PolicyResource): AnalyzerResource {
  const made = new AnalyzerResource();
  made.setType(resource.type);
  made.setUrn(resource.urn);
  made.setName(resource.name);
  made.setProperties(Struct.fromJavaScript(wireObject({ ...resource.outputs, ...resource.props })));
  made.setOptions(options(resource));
  made.setProvider(provider(resource));
  made.setParent(resource.parent ?? "");
  made.setDependenciesList([...resource.dependencies]);
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    const dependencies = new AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    made.getPropertydependenciesMap().set(property, dependencies);
  }
  return made;
}
