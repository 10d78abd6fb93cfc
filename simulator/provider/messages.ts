import type { Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { WireObject } from "../wire";

/** Properties of a request. */
export function fromStruct(struct: StructMessage | undefined): WireObject {
  return (struct?.toJavaScript() ?? {}) as unknown as WireObject;
}

/** Properties of an answer; undefined members are left out, as JSON does. */
export function toStruct(value: object): StructMessage {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)));
}
