import { credentials } from "@grpc/grpc-js";
import { type WireValue, withUnknownOutputs } from "../../simulator";
import type { Sdk } from "./sdk";

type RegisterRequest = InstanceType<Sdk["resourceProto"]["RegisterResourceRequest"]>;
type TransformResponse = InstanceType<Sdk["resourceProto"]["TransformResponse"]>;
type TransformOptions = InstanceType<Sdk["resourceProto"]["TransformResourceOptions"]>;

/** A function in the program that may change a resource before it is registered; the SDK serves it over gRPC. */
export interface Transform {
  readonly target: string;
  readonly token: string;
}

/** The transforms that a resource brings for itself and for whatever is made inside of it. */
export function transformsOf(request: RegisterRequest): readonly Transform[] {
  return request.getTransformsList().map((callback) => ({ target: callback.getTarget(), token: callback.getToken() }));
}

/**
 * Runs transforms in the engine's order, and writes what they change into the request.
 *
 * @param transforms the resource's own, then those of the components around it from the inside out, then the stack's
 */
export async function applyTransforms(
  sdk: Sdk,
  request: RegisterRequest,
  transforms: readonly Transform[],
): Promise<void> {
  for (const transform of transforms) {
    const answer = await callTransform(sdk, transform, request);
    request.setObject(answer.getProperties() ?? request.getObject());
    const options = answer.getOptions();
    if (options !== undefined) {
      writeOptions(request, options);
    }
  }
}

async function callTransform(sdk: Sdk, transform: Transform, request: RegisterRequest): Promise<TransformResponse> {
  const { TransformRequest, TransformResponse } = sdk.resourceProto;
  const question = new TransformRequest();
  question.setType(request.getType());
  question.setName(request.getName());
  question.setCustom(request.getCustom());
  question.setParent(request.getParent());
  const properties = request.getObject()?.toJavaScript() as WireValue | undefined;
  question.setProperties(sdk.structProto.Struct.fromJavaScript(withUnknownOutputs(properties ?? {}) as never));
  question.setOptions(readOptions(sdk, request));
  const invocation = new sdk.callbackProto.CallbackInvokeRequest();
  invocation.setToken(transform.token);
  invocation.setRequest(question.serializeBinary());
  const client = new sdk.callbackRpc.CallbacksClient(transform.target, credentials.createInsecure());
  try {
    return await new Promise<TransformResponse>((resolve, reject) => {
      client.invoke(invocation, (error, response) => {
        if (error !== null) {
          reject(new Error(`a transform of "${request.getName()}" (${request.getType()}) failed: ${error.details}`));
        } else {
          resolve(TransformResponse.deserializeBinary(response.getResponse_asU8()));
        }
      });
    });
  } finally {
    client.close();
  }
}

function readOptions(sdk: Sdk, request: RegisterRequest): TransformOptions {
  const options = new sdk.resourceProto.TransformResourceOptions();
  options.setDependsOnList(request.getDependenciesList());
  whenSet(request.hasProtect(), request.getProtect(), (value) => options.setProtect(value));
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setReplaceOnChangesList(request.getReplaceonchangesList());
  options.setVersion(request.getVersion());
  options.setAliasesList(request.getAliasesList());
  options.setProvider(request.getProvider());
  options.setPluginDownloadUrl(request.getPlugindownloadurl());
  options.setDeletedWith(request.getDeletedwith());
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  options.setImport(request.getImportid());
  options.setReplaceWithList(request.getReplaceWithList());
  whenSet(request.hasRetainondelete(), request.getRetainondelete(), (value) => options.setRetainOnDelete(value));
  whenSet(request.getDeletebeforereplacedefined(), request.getDeletebeforereplace(), (value) =>
    options.setDeleteBeforeReplace(value),
  );
  return options;
}

function writeOptions(request: RegisterRequest, options: TransformOptions): void {
  request.setDependenciesList([...new Set([...request.getDependenciesList(), ...options.getDependsOnList()])]);
  whenSet(options.hasProtect(), options.getProtect(), (value) => request.setProtect(value));
  request.setIgnorechangesList(options.getIgnoreChangesList());
  request.setReplaceonchangesList(options.getReplaceOnChangesList());
  request.setAliasesList(options.getAliasesList());
  request.setProvider(options.getProvider());
  request.setDeletedwith(options.getDeletedWith());
  request.setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList());
  whenSet(options.hasRetainOnDelete(), options.getRetainOnDelete(), (value) => request.setRetainondelete(value));
  whenSet(options.hasDeleteBeforeReplace(), options.getDeleteBeforeReplace(), (value) => {
    request.setDeletebeforereplace(value);
    request.setDeletebeforereplacedefined(true);
  });
}

/** Flags of the protocol have three states: true, false, and not set. */
function whenSet(isSet: boolean, value: boolean | undefined, write: (value: boolean) => void): void {
  if (isSet && value !== undefined) {
    write(value);
  }
}
