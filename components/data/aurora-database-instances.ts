import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import type { EncryptionKey } from "../core";
import type { AuroraPlan } from "./aurora-database-plan";
import type { ChildMaker } from "./child-maker";
import { AURORA } from "./relational-database-engines";
import { makeMonitoringRole } from "./relational-database-monitoring";

/** The parameters of a cluster: TLS required. */
export function makeAuroraParameters(make: ChildMaker, { engine, identifier, parameters }: AuroraPlan) {
  return new rds.ClusterParameterGroup(
    make.name("parameters"),
    {
      family: AURORA[engine].family,
      description: `Parameters of database ${identifier}: TLS required`,
      parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
    },
    make.options,
  );
}

/** The servers of a cluster: the first writes, until another takes over. */
export function makeAuroraInstances(
  make: ChildMaker,
  plan: AuroraPlan,
  key: EncryptionKey,
  cluster: rds.Cluster,
): readonly rds.ClusterInstance[] {
  const shared = {
    clusterIdentifier: cluster.id,
    engine: AURORA[plan.engine].engine,
    instanceClass: plan.instanceClass,
    publiclyAccessible: false,
    autoMinorVersionUpgrade: true,
    copyTagsToSnapshot: true,
    ...insights(plan, key),
    ...monitoring(make, plan, key),
  };
  return plan.instances.map(
    (identifier, position) =>
      new rds.ClusterInstance(
        make.name("instance", String(position + 1)),
        // The first two take over from each other; readers beyond them only when both are away.
        { ...shared, identifier, promotionTier: Math.min(position, 2) },
        plan.deletionProtection ? { ...make.options, protect: true } : make.options,
      ),
  );
}

function insights({ insightsDays }: AuroraPlan, key: EncryptionKey) {
  return insightsDays === 0
    ? { performanceInsightsEnabled: false }
    : {
        performanceInsightsEnabled: true,
        performanceInsightsKmsKeyId: key.arn,
        performanceInsightsRetentionPeriod: insightsDays,
      };
}

function monitoring(make: ChildMaker, { monitoringSeconds, instances }: AuroraPlan, key: EncryptionKey) {
  if (monitoringSeconds === 0) {
    return { monitoringInterval: 0 };
  }
  const { role, policy } = makeMonitoringRole(make, key.arn, instances);
  // Known once the policy stands: RDS tries the role at once.
  const monitoringRoleArn = pulumi.all([role.arn, policy.id]).apply(([arn]) => arn);
  return { monitoringInterval: monitoringSeconds, monitoringRoleArn };
}
