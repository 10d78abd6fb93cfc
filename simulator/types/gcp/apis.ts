/**
 * Which service of a project answers for a resource or a look-up, by the longest prefix of its token that stands here. Empty
 * for what Service Usage itself answers: it must be on before a program can turn anything on.
 */
const APIS: Readonly<Record<string, string>> = {
  "gcp:bigquery/": "bigquery",
  "gcp:bigtable/": "bigtableadmin",
  "gcp:billing/budget:": "billingbudgets",
  "gcp:compute/": "compute",
  "gcp:dataflow/": "dataflow",
  "gcp:dataflow/pipeline:": "datapipelines",
  "gcp:dataproc/": "dataproc",
  "gcp:dns/": "dns",
  "gcp:iam/": "iam",
  "gcp:kms/": "cloudkms",
  "gcp:projects/": "cloudresourcemanager",
  "gcp:projects/iAMCustomRole:": "iam",
  "gcp:projects/service:": "",
  "gcp:projects/serviceIdentity:": "",
  "gcp:serviceaccount/": "iam",
  "gcp:storage/": "storage",
  "gcp:storage/getTransferProjectServiceAccount:": "storagetransfer",
  "gcp:storage/transferJob:": "storagetransfer",
};

const PREFIXES = Object.keys(APIS).sort((one, other) => other.length - one.length);

/**
 * The service that must be on: `bigquery.googleapis.com`; none where Service Usage answers.
 * @throws {Error} for a Google token that the table leaves out
 */
export function googleApi(token: string): string | undefined {
  const prefix = PREFIXES.find((one) => token.startsWith(one));
  if (prefix === undefined) {
    throw new Error(`${token} is of no Google API that simulator/types/gcp/apis.ts knows; add a line there.`);
  }
  const api = APIS[prefix];
  return api === undefined || api === "" ? undefined : `${api}.googleapis.com`;
}
