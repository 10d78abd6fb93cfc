import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as opensearch from "@pulumi/aws/opensearch";
import * as pulumi from "@pulumi/pulumi";
import { CollectedPolicy, type EncryptionKey, parseArn, resourcePolicy } from "../core";
import type { ChildMaker } from "./child-maker";
import type { DomainPlan } from "./search-domain-plan";
import { SearchMembers } from "./search-domain-setup";

/** Perfect forward secrecy on every connection. */
const TLS_POLICY = "Policy-Min-TLS-1-2-PFS-2023-10";
/** What a domain can log, and how the groups are called. */
const LOGS = {
  AUDIT_LOGS: "audit",
  ES_APPLICATION_LOGS: "application",
  INDEX_SLOW_LOGS: "index-slow",
  SEARCH_SLOW_LOGS: "search-slow",
} as const;

/** A domain and what decides who may use it. */
export interface MadeDomain {
  readonly domain: opensearch.Domain;
  readonly members: SearchMembers;
  /** The domain's policy; intents add to it. */
  readonly access: CollectedPolicy;
  readonly policy: opensearch.DomainPolicy;
}

/** Where the domain stands. */
export interface DomainPlace {
  readonly owner: string;
  readonly key: EncryptionKey;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly securityGroupId: pulumi.Input<string>;
}

/** Makes the domain with its logs and its policy, which names every role that may reach it. */
export function makeDomain(make: ChildMaker, plan: DomainPlan, place: DomainPlace): MadeDomain {
  const members = new SearchMembers(place.owner, plan.administratorArn);
  const domain = newDomain(make, plan, place, members.administratorArn);
  const access = new CollectedPolicy(
    place.owner,
    plan.administratorArn === undefined
      ? []
      : [
          {
            sid: "Administrator",
            principals: [{ aws: plan.administratorArn }],
            actions: ["es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut"],
            resources: [pulumi.interpolate`${domain.arn}/*`],
          },
        ],
  );
  const policy = new opensearch.DomainPolicy(
    make.name("access"),
    { domainName: domain.domainName, accessPolicies: access.json },
    make.options,
  );
  return { domain, members, access, policy };
}

function newDomain(
  make: ChildMaker,
  plan: DomainPlan,
  place: DomainPlace,
  administratorArn: pulumi.Output<string>,
): opensearch.Domain {
  const logs = makeLogs(make, plan, place.key);
  const linked = plan.serviceLinkedRole ? [makeServiceLinkedRole(make)] : [];
  return new opensearch.Domain(
    make.name("domain"),
    {
      domainName: plan.name,
      engineVersion: plan.engineVersion,
      clusterConfig: clusterConfig(plan),
      ebsOptions: { ebsEnabled: true, volumeType: "gp3", volumeSize: plan.storageGiB },
      encryptAtRest: { enabled: true, kmsKeyId: place.key.arn },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: TLS_POLICY },
      // Exactly one subnet for each zone.
      vpcOptions: { subnetIds: place.subnetIds.slice(0, plan.zones), securityGroupIds: [place.securityGroupId] },
      advancedSecurityOptions: {
        enabled: true,
        internalUserDatabaseEnabled: false,
        masterUserOptions: { masterUserArn: administratorArn },
      },
      // Written out, because OpenSearch answers with it and a plan would show a change each time. Bulk requests name their index inside.
      advancedOptions: { "rest.action.multi.allow_explicit_index": "true" },
      logPublishingOptions: logs.options,
      softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
      offPeakWindowOptions: {
        enabled: true,
        offPeakWindow: { windowStartTime: { hours: plan.offPeakHour, minutes: 0 } },
      },
      // Where a class has no Auto-Tune, even the order to leave it off is refused.
      ...(plan.autoTune ? { autoTuneOptions: { desiredState: "ENABLED", useOffPeakWindow: true } } : {}),
    },
    {
      ...make.options,
      dependsOn: [logs.policy, ...linked],
      ...(plan.deletionProtection ? { protect: true } : {}),
    },
  );
}

function clusterConfig({ instanceType, instances, zones, dedicatedMasters }: DomainPlan) {
  return {
    instanceType,
    instanceCount: instances,
    zoneAwarenessEnabled: zones > 1,
    ...(zones > 1 ? { zoneAwarenessConfig: { availabilityZoneCount: zones } } : {}),
    dedicatedMasterEnabled: dedicatedMasters !== undefined,
    ...(dedicatedMasters === undefined
      ? {}
      : { dedicatedMasterType: dedicatedMasters.instanceType, dedicatedMasterCount: dedicatedMasters.count }),
  };
}

function makeServiceLinkedRole(make: ChildMaker): iam.ServiceLinkedRole {
  return new iam.ServiceLinkedRole(
    make.name("linked-role"),
    { awsServiceName: "opensearchservice.amazonaws.com", description: "Lets OpenSearch Service enter VPCs" },
    make.options,
  );
}

/** The groups, and CloudWatch's leave for this domain to write to them: OpenSearch asks for it before it makes the domain. */
function makeLogs(make: ChildMaker, plan: DomainPlan, key: EncryptionKey) {
  const groups = Object.entries(LOGS).map(([logType, name]) => ({
    logType,
    group: new cloudwatch.LogGroup(
      make.name("logs", name),
      {
        name: `/aws/opensearch/domains/${plan.name}/${name}`,
        kmsKeyId: key.arn,
        retentionInDays: plan.logRetentionDays,
      },
      make.options,
    ),
  }));
  const domainArn = key.arn.apply((arn) => {
    const { partition, region, account } = parseArn(arn);
    return `arn:${partition}:es:${region}:${account}:domain/${plan.name}`;
  });
  const policy = new cloudwatch.LogResourcePolicy(
    make.name("log-policy"),
    {
      policyName: `opensearch-${plan.name}`,
      policyDocument: resourcePolicy([
        {
          sid: "DomainWritesItsLogs",
          principals: [{ service: "es.amazonaws.com" }],
          actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
          resources: groups.map(({ group }) => pulumi.interpolate`${group.arn}:*`),
          conditions: {
            StringEquals: { "aws:SourceAccount": key.arn.apply((arn) => parseArn(arn).account) },
            ArnLike: { "aws:SourceArn": domainArn },
          },
        },
      ]),
    },
    make.options,
  );
  const options = groups.map(({ logType, group }) => ({ logType, cloudwatchLogGroupArn: group.arn, enabled: true }));
  return { options, policy };
}
