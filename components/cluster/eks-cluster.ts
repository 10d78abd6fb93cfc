import type * as iam from "@pulumi/aws/iam";
import * as vpc from "@pulumi/aws/vpc";
import type { Cluster } from "@pulumi/eks/cluster";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { Alarmed, AlarmSpec } from "../core/alarms";
import { EstateComponent } from "../core/component";
import type { Connectable, Listener } from "../core/connections";
import { EncryptionKey } from "../core/encryption-key";
import { grantAccess } from "./access";
import { checkServiceAccount, type ServiceAccount, serviceAccountKey } from "./access-plan";
import type { AddonHost } from "./addons/addon";
import { makeChart } from "./addons/chart";
import { clusterAlarms } from "./alarms";
import type { EksClusterArgs, SubnetIds } from "./args";
import { regionOf } from "./arns";
import { makeControlPlane, makeOidcProvider } from "./control-plane";
import { type ManagedAddonContext, makeClusterAddons, makeNodeAddons, makeStorageClass } from "./managed-addons";
import { makeNodeGroup, makeNodeRole, type NodeContext } from "./node-groups";
import { type ClusterPlan, planEksCluster } from "./plan";
import { makePodRole, type PodNeeds, type PodRole } from "./pod-role";

/** Port of the Kubernetes API. */
const API_PORT = 443;

/**
 * A Kubernetes cluster on EKS, with its nodes, its add-ons and their roles.
 *
 * Creates the control plane (by `@pulumi/eks`: its plugin wants the `aws` command on PATH), a customer key for secrets,
 * logs and volumes, the log group, an OIDC provider, access entries, managed node groups with their launch templates and
 * role, six EKS add-ons, the default storage class, and the add-ons asked for. Secrets, logs and volumes are encrypted, the
 * endpoint is private, and no default security group is made: nodes and control plane share the one that EKS manages.
 *
 * Costs 73 US dollars a month for the control plane, six times that once its version leaves standard support (which the
 * support policy here prevents, by upgrading); then the instances, their volumes, and the logs.
 *
 * The deployment that makes the cluster also installs what runs in it: its principal must be an administrator in `access`, and
 * reach the API by `publicAccessCidrs`, by `privateAccessCidrs` or by a connection to `apiServer`. A cluster that was made
 * with its creator as administrator stays so; EKS then has an access entry for that principal, and refuses a second one.
 *
 * @example
 * const network = new Network("shop", { ... });
 * const cluster = new EksCluster("shop", {
 *   vpcId: network.vpcId,
 *   subnetIds: network.subnetIds.private,
 *   podBlocks: network.podBlocks,
 *   egress: network.egress,
 *   nodeGroups: { main: { instanceTypes: ["t3.medium"], min: 2, max: 4 } },
 *   addons: [loadBalancerController(), clusterAutoscaler()],
 *   access: { platform: { principalArn: "arn:aws:iam::111122223333:role/platform", policy: "cluster-admin" } },
 *   publicAccessCidrs: ["203.0.113.10/32"],
 * });
 * const backend = cluster.podRole({ namespace: "shop", name: "backend" });
 */
export class EksCluster extends EstateComponent implements Alarmed, Connectable {
  public readonly alarmSource: string;
  public readonly connectionName: string;
  /** Key of secrets, logs and volumes. */
  public readonly key: EncryptionKey;
  /** Physical name, known once the cluster stands. */
  public readonly clusterName: pulumi.Output<string>;
  public readonly clusterArn: pulumi.Output<string>;
  public readonly endpoint: pulumi.Output<string>;
  /** The group that EKS manages: control plane, nodes and pods. */
  public readonly securityGroupId: pulumi.Output<string>;
  /** The API server, for whoever must reach it inside the VPC. */
  public readonly apiServer: Listener;
  /** URL of the cluster's OIDC issuer, for identities in other clouds. */
  public readonly oidcIssuer: pulumi.Output<string>;
  public readonly oidcProvider: iam.OpenIdConnectProvider;
  public readonly kubeconfig: pulumi.Output<string>;
  /**
   * For workloads: it comes after nodes and add-ons, so that on the way down the controllers outlive what they made.
   */
  public readonly provider: Provider;

  /** Names of the Auto Scaling groups, by node group. */
  public readonly autoScalingGroups: Readonly<Record<string, pulumi.Output<string>>>;
  private readonly groupNames: Record<string, pulumi.Output<string>> = {};
  private readonly plan: ClusterPlan;
  private readonly args: EksClusterArgs;
  private readonly eks: Cluster;
  /** What whoever deploys reaches the API by: rules and rights. Kubernetes' objects come after it, and go before it. */
  private readonly ways: readonly pulumi.Resource[];
  private readonly takenAccounts = new Set<string>();

  /** @throws {pulumi.InputPropertiesError} with every fault in the arguments */
  public constructor(name: string, args: EksClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const plan = planEksCluster(name, args);
    super("estate:cluster:EksCluster", name, args, opts);
    this.plan = plan;
    this.args = args;
    this.alarmSource = name;
    this.connectionName = name;
    this.key = args.key ?? this.makeKey();
    this.eks = this.makeControlPlane();
    this.clusterName = this.eks.eksCluster.name;
    this.clusterArn = this.eks.eksCluster.arn;
    this.endpoint = this.eks.eksCluster.endpoint;
    this.securityGroupId = this.eks.eksCluster.vpcConfig.clusterSecurityGroupId;
    this.apiServer = { connectionName: `${name}-api`, securityGroupId: this.securityGroupId, port: API_PORT };
    this.oidcIssuer = this.eks.eksCluster.identities.apply((identities) => identities[0]?.oidcs?.[0]?.issuer ?? "");
    this.oidcProvider = makeOidcProvider(name, this.oidcIssuer, plan.tags, this);
    this.kubeconfig = this.eks.kubeconfigJson;
    this.ways = [...this.openApi(), ...grantAccess(this.nodeContext([]), args.access ?? {})];
    this.provider = this.makeProvider("kubernetes", this.furnish());
    this.autoScalingGroups = this.groupNames;
    this.registerOutputs({
      clusterName: this.clusterName,
      clusterArn: this.clusterArn,
      endpoint: this.endpoint,
      securityGroupId: this.securityGroupId,
      oidcIssuer: this.oidcIssuer,
    });
  }

  /**
   * A role for the pods of one service account, by EKS Pod Identity; grant to it, or name its needs here. Make the service
   * account itself with the workload, and let the workload depend on `ready`.
   *
   * @throws {pulumi.InputPropertiesError} for the account `default`, or where the account has a role already
   */
  public podRole(account: ServiceAccount, needs: PodNeeds = {}): PodRole {
    return this.podRoleWith(account, needs, []);
  }

  /** API errors, pods without a node, a full store, and what the add-ons watch. */
  public alarms(): readonly AlarmSpec[] {
    const { clusterName } = this.plan;
    const fromAddons = (this.args.addons ?? []).flatMap((addon) => addon.alarms?.(clusterName) ?? []);
    return [...clusterAlarms(clusterName), ...fromAddons];
  }

  private makeKey(): EncryptionKey {
    return new EncryptionKey(
      this.childName("key"),
      {
        description: `Kubernetes secrets, control-plane logs and volumes of ${this.plan.clusterName}`,
        services: ["logs", "autoscaling"],
      },
      { parent: this },
    );
  }

  private makeControlPlane(): Cluster {
    return makeControlPlane({
      name: this.componentName,
      plan: this.plan,
      vpcId: this.args.vpcId,
      subnetIds: listOf(this.args.controlPlaneSubnetIds ?? this.args.subnetIds),
      keyArn: this.key.arn,
      parent: this,
    });
  }

  /** Nodes, then what runs on them. @returns all that workloads must wait for */
  private furnish(): readonly pulumi.Resource[] {
    const egress = this.args.egress ?? [];
    const addons = this.addonContext();
    const nodeAddons = makeNodeAddons(addons, egress);
    const nodes = this.nodeContext([...nodeAddons, ...egress]);
    const nodeRole = makeNodeRole(nodes, "node-role");
    const groups = this.plan.nodeGroups.map((group) => {
      const made = makeNodeGroup(nodes, group, nodeRole);
      this.groupNames[group.key] = made.resources.apply(([one]) => one?.autoscalingGroups?.[0]?.name ?? "");
      return made;
    });
    const clusterAddons = makeClusterAddons(addons, [...groups, ...egress]);
    const platform = this.makeProvider("platform", groups);
    const storageClass = makeStorageClass(addons, { provider: platform, dependsOn: clusterAddons });
    const host = this.addonHost(platform, nodes, clusterAddons);
    const further = (this.args.addons ?? []).flatMap((addon) => addon.install(host));
    return [...groups, ...clusterAddons, storageClass, ...further];
  }

  private makeProvider(role: string, dependsOn: readonly pulumi.Resource[]): Provider {
    return new Provider(
      this.childName(role),
      // The identifier tells the provider that a kubeconfig with other credentials is the same cluster.
      { kubeconfig: this.kubeconfig, clusterIdentifier: this.clusterArn, enableServerSideApply: true },
      this.childOptions({ dependsOn: [...this.ways, ...dependsOn] }),
    );
  }

  /** Lets connected networks reach the control plane's private addresses. */
  private openApi(): readonly pulumi.Resource[] {
    return Object.entries(this.plan.privateAccessCidrs).map(
      ([key, cidrIpv4]) =>
        new vpc.SecurityGroupIngressRule(
          this.childName("api-ingress", key),
          {
            securityGroupId: this.securityGroupId,
            ipProtocol: "tcp",
            fromPort: API_PORT,
            toPort: API_PORT,
            cidrIpv4,
            description: `${key} to the Kubernetes API`,
            tags: { ...this.plan.tags },
          },
          this.childOptions(),
        ),
    );
  }

  private nodeContext(dependsOn: readonly pulumi.Resource[]): NodeContext {
    return {
      ...this.common(),
      version: this.plan.version,
      subnetIds: listOf(this.args.subnetIds),
      keyArn: this.key.arn,
      dependsOn,
      scalingTags: (this.args.addons ?? []).some((addon) => addon.scalesNodeGroups === true),
    };
  }

  private addonContext(): ManagedAddonContext {
    return {
      ...this.common(),
      physicalName: this.plan.clusterName,
      keyArn: this.key.arn,
      versions: this.plan.addonVersions,
      podRole: (account, needs, policies) => this.podRoleWith(account, needs, policies ?? []),
    };
  }

  private addonHost(platform: Provider, nodes: NodeContext, ready: readonly pulumi.Resource[]): AddonHost {
    return {
      ...this.addonContext(),
      clusterName: this.clusterName,
      region: regionOf(this.clusterArn),
      vpcId: this.args.vpcId,
      subnetIds: listOf(this.args.subnetIds),
      securityGroupId: this.securityGroupId,
      childName: (role, key) => this.childName(role, key),
      awsOptions: (dependsOn = []) => this.childOptions({ dependsOn: [...dependsOn] }),
      kubernetesOptions: (dependsOn = []) =>
        this.childOptions({ provider: platform, dependsOn: [...ready, ...dependsOn] }),
      nodeRole: (roleKey) => makeNodeRole(nodes, roleKey),
      chart: (spec) =>
        makeChart(this.childName("chart", spec.key), spec, {
          parent: this,
          provider: platform,
          dependsOn: [...ready, ...(spec.dependsOn ?? [])],
        }),
    };
  }

  private common() {
    return {
      name: this.componentName,
      clusterName: this.clusterName,
      clusterArn: this.clusterArn,
      tags: this.plan.tags,
      parent: this,
    };
  }

  private podRoleWith(account: ServiceAccount, needs: PodNeeds, managedPolicies: readonly string[]): PodRole {
    checkServiceAccount(this.componentName, account, this.takenAccounts);
    const key = serviceAccountKey(account);
    this.takenAccounts.add(key);
    const name = this.childName("pod", key);
    return makePodRole({ ...this.common(), name, serviceAccount: account, needs, managedPolicies });
  }
}

/** The SDKs ask for a list that they could change. */
function listOf(ids: SubnetIds): pulumi.Input<pulumi.Input<string>[]> {
  return pulumi.Output.isInstance(ids) || ids instanceof Promise
    ? pulumi.output(ids).apply((list) => [...list])
    : [...ids];
}
