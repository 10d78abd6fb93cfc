import { regionalArn, text } from "../../arn";
import type { CreateRequest, TypeModel } from "../../model";

function keyId(request: CreateRequest): string {
  const digits = request.digits(32);
  const parts = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)];
  return request.inputs["multiRegion"] === true ? `mrk-${digits}` : parts.join("-");
}

/** `alias/` stands before an alias that Pulumi names. */
function aliasName(request: CreateRequest): string {
  return request.physicalName.startsWith("alias/") ? request.physicalName : `alias/${request.physicalName}`;
}

/** AWS Key Management Service. */
export const kmsTypes: readonly TypeModel[] = [
  {
    type: "aws:kms/key:Key",
    id: keyId,
    outputs: (request, id) => ({
      arn: regionalArn(request, "kms", `key/${id}`),
      keyId: id,
      keyUsage: text(request, "keyUsage", "ENCRYPT_DECRYPT"),
      customerMasterKeySpec: text(request, "customerMasterKeySpec", "SYMMETRIC_DEFAULT"),
      region: request.cloud.aws.region,
    }),
    replaceOn: ["multiRegion", "keyUsage", "customerMasterKeySpec", "region"],
    minutes: { create: 0.2 },
    stateful: true,
  },
  {
    type: "aws:kms/replicaKey:ReplicaKey",
    // The same id in another region.
    id: (request) => text(request, "primaryKeyArn").replace(/^.*:key\//, ""),
    outputs: (request, id) => ({
      arn: regionalArn(request, "kms", `key/${id}`),
      keyId: id,
      keyRotationEnabled: true,
      keySpec: "SYMMETRIC_DEFAULT",
      keyUsage: "ENCRYPT_DECRYPT",
      region: request.cloud.aws.region,
    }),
    replaceOn: ["primaryKeyArn", "region"],
    minutes: { create: 0.5 },
    stateful: true,
    references: { primaryKeyArn: "aws:kms/key:Key" },
  },
  {
    type: "aws:kms/alias:Alias",
    nameProperty: "name",
    nameLimit: { max: 256, pattern: /^[\w/-]+$/, source: "KMS API reference, CreateAlias, read 2026-11" },
    id: aliasName,
    outputs: (request, id) => ({
      name: id,
      arn: regionalArn(request, "kms", id),
      targetKeyArn: regionalArn(request, "kms", `key/${text(request, "targetKeyId").replace(/^.*key\//, "")}`),
    }),
    replaceOn: ["name", "namePrefix"],
    references: { targetKeyId: "aws:kms/key:Key" },
  },
  {
    type: "aws:kms/keyPolicy:KeyPolicy",
    id: (request) => text(request, "keyId"),
    replaceOn: ["keyId"],
    references: { keyId: "aws:kms/key:Key" },
  },
];
