import { credentials } from "@grpc/grpc-js";
import { type ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorClient } from "@pulumi/pulumi/proto/resource_grpc_pb";
import {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  type RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type { ConstructedChild, PlainObject } from "../model";
import { replay } from "../replay";
import { plainFromWire, settleWire, UNKNOWN_WIRE } from "../wire";
import { fromStruct, toStruct } from "./messages";
import type { ProviderService } from "./service";

/** Largest message of the engine's, in bytes. */
const MESSAGE_LIMIT = 400 * 1024 * 1024;

interface Registered {
  readonly urn: string;
  readonly outputs: PlainObject;
  readonly custom: boolean;
}

/** Makes a component's children on the engine that asks. */
export async function constructComponent(
  service: ProviderService,
  request: ConstructRequest,
): Promise<ConstructResponse> {
  // A component that no model knows, such as a Helm chart, is made without children.
  const model = service.remoteComponent(request.getType()) ?? { construct: () => ({ outputs: {} }) };
  const monitor = new Monitor(request);
  const inputs = settleWire(fromStruct(request.getInputs()));
  const { urn } = await monitor.register(
    { type: request.getType(), name: request.getName(), parent: "", custom: false, inputs },
    request.getParent(),
  );
  const subject = { urn, type: request.getType(), name: request.getName() };
  const asked = service.componentRequest(subject, plainFromWire(inputs));
  const made = new Map<string, Registered>([["self", { urn, outputs: {}, custom: false }]]);
  const { outputs } = await replay(
    (create: (child: ConstructedChild) => PlainObject) => model.construct(asked, create),
    made,
    async (child) => monitor.register(child, made.get(child.parent)?.urn ?? urn, [...made.values()]),
  );
  await monitor.registerOutputs(urn, outputs);
  return response(urn, outputs, [...made.values()]);
}

/** The engine's side of one construction. */
class Monitor {
  private readonly client: ResourceMonitorClient;
  private readonly request: ConstructRequest;

  public constructor(request: ConstructRequest) {
    this.request = request;
    this.client = new ResourceMonitorClient(request.getMonitorendpoint(), credentials.createInsecure(), {
      "grpc.max_receive_message_length": MESSAGE_LIMIT,
    });
  }

  /** @param earlier what was made before it, and what it therefore depends on */
  public async register(
    child: ConstructedChild,
    parent: string,
    earlier: readonly Registered[] = [],
  ): Promise<Registered> {
    const message = new RegisterResourceRequest();
    message.setType(child.type);
    message.setName(child.name);
    message.setParent(parent);
    message.setCustom(child.custom);
    message.setObject(toStruct(child.inputs));
    message.setAcceptsecrets(true);
    message.setAcceptresources(true);
    message.setSupportspartialvalues(true);
    message.setProvider(this.request.getProvidersMap().get(child.type.split(":")[0] ?? "") ?? "");
    message.setProtect(this.request.getProtect() ?? false);
    message.setRetainondelete(this.request.getRetainondelete() ?? false);
    message.setDependenciesList([
      ...this.request.getDependenciesList(),
      ...this.inputDependencies(),
      ...earlier.filter((one) => one.custom).map((one) => one.urn),
    ]);
    const answer = await new Promise<RegisterResourceResponse>((resolve, reject) => {
      this.client.registerResource(message, (error, result) => (error === null ? resolve(result) : reject(error)));
    });
    const state = plainFromWire(fromStruct(answer.getObject()));
    const id = answer.getId() === "" ? UNKNOWN_WIRE : answer.getId();
    return { urn: answer.getUrn(), outputs: { ...state, id, urn: answer.getUrn() }, custom: child.custom };
  }

  public async registerOutputs(urn: string, outputs: PlainObject): Promise<void> {
    const message = new RegisterResourceOutputsRequest();
    message.setUrn(urn);
    message.setOutputs(toStruct(outputs));
    await new Promise<void>((resolve, reject) => {
      this.client.registerResourceOutputs(message, (error) => (error === null ? resolve() : reject(error)));
    });
    this.client.close();
  }

  private inputDependencies(): readonly string[] {
    const urns = new Set<string>();
    this.request.getInputdependenciesMap().forEach((dependencies) => {
      for (const urn of dependencies.getUrnsList()) {
        urns.add(urn);
      }
    });
    return [...urns];
  }
}

/** Every output depends on every child: whoever uses one waits for all, and goes before them. */
function response(urn: string, outputs: PlainObject, made: readonly Registered[]): ConstructResponse {
  const message = new ConstructResponse();
  message.setUrn(urn);
  message.setState(toStruct(outputs));
  const urns = made.filter((one) => one.custom).map((one) => one.urn);
  for (const property of Object.keys(outputs)) {
    const dependencies = new ConstructResponse.PropertyDependencies();
    dependencies.setUrnsList(urns);
    message.getStatedependenciesMap().set(property, dependencies);
  }
  return message;
}
