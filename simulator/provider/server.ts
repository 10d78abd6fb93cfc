import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { plainFromWire } from "../wire";
import { constructComponent } from "./construct";
import { differenceOfConfiguration } from "./diff";
import { timeoutError } from "./errors";
import { fromStruct, toStruct } from "./messages";
import { CloudTimeout, type ProviderService, type Subject } from "./service";

/** Version that every simulated plugin answers with: newer than any that a program asks for. */
const PLUGIN_VERSION = "1000.0.0";

/** Largest message that the engine may send, in bytes: a state with big manifests. */
const MESSAGE_LIMIT = 400 * 1024 * 1024;

/** A provider that listens on a port of its own. */
export interface ProviderServer {
  readonly port: number;
  stop(): void;
}

/** Serves one provider to one engine, on a free port of this machine. */
export async function serveProvider(service: ProviderService): Promise<ProviderServer> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": MESSAGE_LIMIT });
  server.addService(ResourceProviderService, handlers(service));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, stop: () => server.forceShutdown() };
}

/** The protocol's methods, each a translation of messages to the service and back. */
function handlers(service: ProviderService): grpc.UntypedServiceImplementation {
  return {
    getPluginInfo: unary(() => new PluginInfo().setVersion(PLUGIN_VERSION)),
    getSchema: unary(() => new provider.GetSchemaResponse().setSchema("{}")),
    getMapping: unary(() => new provider.GetMappingResponse()),
    getMappings: unary(() => new provider.GetMappingsResponse()),
    cancel: unary(() => new Empty()),
    attach: unary(() => new Empty()),
    checkConfig: unary((request: provider.CheckRequest) =>
      new provider.CheckResponse().setInputs(request.getNews() ?? toStruct({})),
    ),
    diffConfig: unary(configurationDiffResponse),
    configure: unary((request: provider.ConfigureRequest) => {
      service.configuration = plainFromWire(fromStruct(request.getArgs()));
      return new provider.ConfigureResponse()
        .setSupportspreview(true)
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setAcceptoutputs(true);
    }),
    invoke: unary((request: provider.InvokeRequest) =>
      new provider.InvokeResponse().setReturn(
        toStruct(service.invoke(request.getTok(), fromStruct(request.getArgs()))),
      ),
    ),
    check: unary((request: provider.CheckRequest) => {
      const olds = request.getOlds();
      const checked = service.check(
        subject(request),
        olds === undefined ? undefined : fromStruct(olds),
        fromStruct(request.getNews()),
      );
      return new provider.CheckResponse().setInputs(toStruct(checked));
    }),
    diff: unary((request: provider.DiffRequest) => diffResponse(service, request)),
    create: unary(async (request: provider.CreateRequest) => {
      const inputs = fromStruct(request.getProperties());
      if (request.getPreview()) {
        const preview = service.previewCreate(subject(request), inputs);
        return new provider.CreateResponse().setProperties(toStruct(preview));
      }
      const { id, properties } = await service.create(subject(request), inputs);
      return new provider.CreateResponse().setId(id).setProperties(toStruct(properties));
    }),
    read: unary((request: provider.ReadRequest) => {
      const found = service.read(subject(request), request.getId(), fromStruct(request.getProperties()));
      return found === undefined
        ? new provider.ReadResponse()
        : new provider.ReadResponse()
            .setId(found.id)
            .setProperties(toStruct(found.properties))
            .setInputs(toStruct(found.inputs));
    }),
    update: unary(async (request: provider.UpdateRequest) => {
      const [olds, inputs] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      const properties = request.getPreview()
        ? service.previewUpdate(olds, inputs)
        : await service.update(subject(request), request.getId(), olds, inputs);
      return new provider.UpdateResponse().setProperties(toStruct(properties));
    }),
    delete: unary(async (request: provider.DeleteRequest) => {
      await service.delete(subject(request), request.getId(), fromStruct(request.getProperties()));
      return new Empty();
    }),
    construct: unary((request: provider.ConstructRequest) => constructComponent(service, request)),
  };
}

function diffResponse(service: ProviderService, request: provider.DiffRequest): provider.DiffResponse {
  // Against what the resource was given, not against its state: outputs that the cloud adds are no difference.
  const olds = request.getOldInputs() ?? request.getOlds();
  const difference = service.diff(subject(request), request.getId(), fromStruct(olds), fromStruct(request.getNews()));
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  return new provider.DiffResponse()
    .setChanges(difference.changed.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...difference.changed])
    .setReplacesList([...difference.replaces])
    .setStablesList([...difference.stables])
    .setDeletebeforereplace(difference.deleteBeforeReplace);
}

function configurationDiffResponse(request: provider.DiffRequest): provider.DiffResponse {
  const olds = plainFromWire(fromStruct(request.getOldInputs() ?? request.getOlds()));
  const news = plainFromWire(fromStruct(request.getNews()));
  const { changed, replaces } = differenceOfConfiguration(subject(request).type, olds, news);
  const { DIFF_NONE, DIFF_SOME } = provider.DiffResponse.DiffChanges;
  return new provider.DiffResponse()
    .setChanges(changed.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...changed])
    .setReplacesList([...replaces]);
}

interface NamesResource {
  getUrn(): string;
}

/** A URN holds the type (behind the parents' types) and the name. */
function subject(request: NamesResource): Subject {
  const urn = request.getUrn();
  const [, , types = "", ...name] = urn.split("::");
  return { urn, type: types.split("$").at(-1) ?? "", name: name.join("::") };
}

/** A method with one request and one answer; whatever it throws becomes the call's error. */
function unary<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(asServiceError(error)),
      );
  };
}

function asServiceError(error: unknown): Partial<grpc.StatusObject> & { readonly message: string } {
  if (error instanceof CloudTimeout) {
    return timeoutError(error);
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: grpc.status.UNKNOWN, message, details: message };
}
