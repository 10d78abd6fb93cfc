import { regionalArn, text } from "../../arn";
import type { TypeModel } from "../../model";

/** Names that both Glue and Athena take: Glue alone would take nearly any character, and fold capitals. */
const NAME = { max: 255, pattern: /^[a-z0-9_]+$/, source: "Glue API, CreateTable, read 2026-11" };

/** Glue's catalog and Athena's workgroups. */
export const lakeCatalogTypes: readonly TypeModel[] = [
  {
    type: "aws:glue/catalogDatabase:CatalogDatabase",
    nameProperty: "name",
    nameLimit: NAME,
    nameScope: "account",
    id: (request) => `${request.cloud.aws.accountId}:${request.physicalName}`,
    outputs: (request) => ({
      arn: regionalArn(request, "glue", `database/${request.physicalName}`),
      catalogId: request.cloud.aws.accountId,
    }),
    replaceOn: ["name", "catalogId"],
  },
  {
    type: "aws:glue/catalogTable:CatalogTable",
    nameProperty: "name",
    nameLimit: NAME,
    nameScope: "none",
    id: (request) => `${request.cloud.aws.accountId}:${text(request, "databaseName")}:${request.physicalName}`,
    outputs: (request) => ({
      arn: regionalArn(request, "glue", `table/${text(request, "databaseName")}/${request.physicalName}`),
      catalogId: request.cloud.aws.accountId,
    }),
    replaceOn: ["name", "databaseName", "catalogId"],
    references: { databaseName: "aws:glue/catalogDatabase:CatalogDatabase" },
  },
  {
    type: "aws:athena/workgroup:Workgroup",
    nameProperty: "name",
    nameLimit: { max: 128, pattern: /^[\w.-]+$/, source: "Athena API, CreateWorkGroup, read 2026-11" },
    outputs: (request) => ({
      arn: regionalArn(request, "athena", `workgroup/${request.physicalName}`),
      state: text(request, "state", "ENABLED"),
    }),
    replaceOn: ["name"],
  },
];
