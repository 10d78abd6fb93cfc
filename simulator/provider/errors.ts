import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { toStruct } from "./messages";
import type { CloudTimeout } from "./service";

/** Metadata key under which gRPC carries details of an error. */
const DETAILS_KEY = "grpc-status-details-bin";

/** An error by which the engine learns that the resource exists all the same, and keeps it. */
export function timeoutError(error: CloudTimeout): Partial<grpc.StatusObject> & { readonly message: string } {
  const detail = new ErrorResourceInitFailed();
  detail.setId(error.made.id);
  detail.setProperties(toStruct(error.made.properties));
  detail.setReasonsList([error.message]);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(error.message);
  status.setDetailsList([packed]);
  const metadata = new grpc.Metadata();
  metadata.add(DETAILS_KEY, Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, message: error.message, details: error.message, metadata };
}
