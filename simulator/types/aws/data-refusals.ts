import { number, text } from "../../arn";
import type { CreateRequest, Inventory } from "../../model";

/** What MSK says of a secret that it cannot take: its name, and the key that AWS manages ("SASL/SCRAM", read 2026-11). */
export function refusesScramSecret(request: CreateRequest, inventory: Inventory): readonly string[] {
  const secret = inventory.find("aws:secretsmanager/secret:Secret", text(request, "secretArn"));
  if (secret === undefined) {
    return [];
  }
  const { name, kmsKeyId } = secret.inputs;
  return [
    ...(String(name).startsWith("AmazonMSK_")
      ? []
      : [`InvalidSecretArn: the secret's name must begin with AmazonMSK_, and is ${name}.`]),
    ...(kmsKeyId === undefined
      ? ["The secret must be encrypted with a customer managed key: MSK takes none under the default key."]
      : []),
  ];
}

/** RDS makes no read replica of an instance whose master password it manages, SQL Server's aside (RDS guide, read 2026-11). */
export function refusesReplica(request: CreateRequest, inventory: Inventory): readonly string[] {
  const source = text(request, "replicateSourceDb");
  const instance = inventory
    .list("aws:rds/instance:Instance")
    .find(({ id, inputs, outputs }) => [id, inputs["identifier"], outputs["arn"]].includes(source));
  return instance?.inputs["manageMasterUserPassword"] === true
    ? [
        `InvalidParameterValue: Creating read replicas for source instance with engine ${instance.inputs["engine"]} where ManageMasterUserPassword is enabled is not supported.`,
      ]
    : [];
}

/** RDS manages no master password of a cluster of a database that spans regions (Aurora guide, read 2026-11). */
export function refusesGlobalPassword(request: CreateRequest): readonly string[] {
  return text(request, "globalClusterIdentifier") !== "" && request.inputs["manageMasterUserPassword"] === true
    ? ["InvalidParameterCombination: ManageMasterUserPassword isn't supported for members of a global database."]
    : [];
}

/** MSK places as many brokers in each subnet ("CreateCluster", read 2026-11). */
export function refusesBrokerCount(request: CreateRequest): readonly string[] {
  const group = request.inputs["brokerNodeGroupInfo"];
  const subnets = typeof group === "object" && group !== null && "clientSubnets" in group ? group.clientSubnets : [];
  const count = number(request, "numberOfBrokerNodes", 0);
  return Array.isArray(subnets) && subnets.length > 0 && count % subnets.length !== 0
    ? [`The number of broker nodes must be a multiple of the ${subnets.length} subnets, and is ${count}.`]
    : [];
}
