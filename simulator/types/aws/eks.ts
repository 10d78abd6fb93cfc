import { number, regionalArn, text } from "../../arn";
import type { ConstructedChild, CreateRequest, PlainObject, RemoteComponentModel, TypeModel } from "../../model";
import { containsUnknown, UNKNOWN_WIRE } from "../../wire";

const NAME_SOURCE = "Amazon EKS API reference, read 2026-11";

function issuer(request: CreateRequest): string {
  const id = request.digits(32, "hex", "issuer").toUpperCase();
  return `https://oidc.eks.${request.cloud.aws.region}.amazonaws.com/id/${id}`;
}

function object(value: unknown): PlainObject {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function uuid(request: CreateRequest, salt: string): string {
  const digits = request.digits(32, "hex", salt);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}

/** Amazon Elastic Kubernetes Service, launch templates and the tags of Auto Scaling groups. */
export const eksTypes: readonly TypeModel[] = [
  {
    type: "aws:eks/cluster:Cluster",
    nameProperty: "name",
    nameLimit: { max: 100, pattern: /^[0-9A-Za-z][A-Za-z0-9_-]*$/, source: NAME_SOURCE },
    outputs: (request) => ({
      arn: regionalArn(request, "eks", `cluster/${request.physicalName}`),
      clusterId: "",
      endpoint: `https://${request.digits(32, "hex", "endpoint").toUpperCase()}.gr7.${request.cloud.aws.region}.eks.amazonaws.com`,
      certificateAuthority: { data: Buffer.from(`certificate of ${request.physicalName}`).toString("base64") },
      identities: [{ oidcs: [{ issuer: issuer(request) }] }],
      vpcConfig: {
        ...object(request.inputs["vpcConfig"]),
        clusterSecurityGroupId: `sg-0${request.digits(16, "hex", "security-group")}`,
        vpcId: `vpc-0${request.digits(16, "hex", "vpc")}`,
      },
      platformVersion: "eks.1",
      status: "ACTIVE",
      createdAt: "2026-01-01T00:00:00Z",
      version: text(request, "version", "1.35"),
      region: request.cloud.aws.region,
    }),
    replaceOn: [
      "name",
      "roleArn",
      "encryptionConfig",
      "bootstrapSelfManagedAddons",
      "accessConfig.bootstrapClusterCreatorAdminPermissions",
    ],
    minutes: { create: 10, update: 15, delete: 4 },
    stateful: true,
    references: { roleArn: "aws:iam/role:Role" },
  },
  {
    type: "aws:eks/nodeGroup:NodeGroup",
    nameProperty: "nodeGroupName",
    nameLimit: {
      max: 63,
      pattern: /^[0-9A-Za-z][A-Za-z0-9_-]*$/,
      source: "the message of Amazon EKS, read 2026-11",
    },
    nameScope: "none",
    id: (request) => `${text(request, "clusterName")}:${request.physicalName}`,
    outputs: (request) => ({
      arn: regionalArn(
        request,
        "eks",
        `nodegroup/${text(request, "clusterName")}/${request.physicalName}/${uuid(request, "id")}`,
      ),
      resources: [
        {
          autoscalingGroups: [{ name: `eks-${request.physicalName}-${uuid(request, "id")}` }],
          remoteAccessSecurityGroupId: "",
        },
      ],
      status: "ACTIVE",
    }),
    replaceOn: [
      "clusterName",
      "nodeGroupName",
      "amiType",
      "capacityType",
      "diskSize",
      "instanceTypes",
      "nodeRoleArn",
      "subnetIds",
    ],
    minutes: { create: 3, update: 10, delete: 4 },
    references: { clusterName: "aws:eks/cluster:Cluster", nodeRoleArn: "aws:iam/role:Role" },
  },
  {
    type: "aws:eks/addon:Addon",
    id: (request) => `${text(request, "clusterName")}:${text(request, "addonName")}`,
    outputs: (request) => ({
      arn: regionalArn(
        request,
        "eks",
        `addon/${text(request, "clusterName")}/${text(request, "addonName")}/${uuid(request, "id")}`,
      ),
      addonVersion: text(request, "addonVersion", "default"),
      createdAt: "2026-01-01T00:00:00Z",
      modifiedAt: "2026-01-01T00:00:00Z",
    }),
    replaceOn: ["clusterName", "addonName"],
    minutes: { create: 1, update: 2, delete: 1 },
    references: { clusterName: "aws:eks/cluster:Cluster" },
  },
  {
    type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    id: (request) => `a-${request.digits(17, "alphanumeric")}`,
    outputs: (request, id) => ({
      associationId: id,
      associationArn: regionalArn(request, "eks", `podidentityassociation/${text(request, "clusterName")}/${id}`),
    }),
    replaceOn: ["clusterName", "namespace", "serviceAccount"],
    references: { clusterName: "aws:eks/cluster:Cluster", roleArn: "aws:iam/role:Role" },
  },
  {
    type: "aws:eks/accessEntry:AccessEntry",
    id: (request) => `${text(request, "clusterName")}:${text(request, "principalArn")}`,
    outputs: (request) => ({
      accessEntryArn: regionalArn(
        request,
        "eks",
        `access-entry/${text(request, "clusterName")}/${uuid(request, "id")}`,
      ),
      createdAt: "2026-01-01T00:00:00Z",
      modifiedAt: "2026-01-01T00:00:00Z",
      userName: text(request, "userName", text(request, "principalArn")),
    }),
    replaceOn: ["clusterName", "principalArn", "type"],
    references: { clusterName: "aws:eks/cluster:Cluster" },
  },
  {
    type: "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    id: (request) => `${text(request, "clusterName")}#${text(request, "principalArn")}#${text(request, "policyArn")}`,
    outputs: () => ({ associatedAt: "2026-01-01T00:00:00Z", modifiedAt: "2026-01-01T00:00:00Z" }),
    replaceOn: ["clusterName", "principalArn", "policyArn", "accessScope"],
    references: { clusterName: "aws:eks/cluster:Cluster" },
  },
  {
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    nameProperty: "name",
    nameLimit: { max: 128, pattern: /^[\w().\-/]+$/, source: "Amazon EC2 API reference, read 2026-11" },
    id: (request) => `lt-0${request.digits(16)}`,
    outputs: (request, id) => ({
      arn: regionalArn(request, "ec2", `launch-template/${id}`),
      latestVersion: 1,
      defaultVersion: number(request, "defaultVersion", 1),
    }),
    replaceOn: ["name", "namePrefix"],
  },
  {
    type: "aws:autoscaling/tag:Tag",
    id: (request) => `${text(request, "autoscalingGroupName")},${String(object(request.inputs["tag"])["key"] ?? "")}`,
    replaceOn: ["autoscalingGroupName", "tag.key"],
  },
];

/** The children that the plugin of `@pulumi/eks` makes (seen: 4.3.0), without nodes, add-ons and OIDC provider. */
export const eksComponents: readonly RemoteComponentModel[] = [
  {
    type: "eks:index:Cluster",
    construct(request, create) {
      const role = createServiceRole(request, create);
      const cluster = create(clusterChild(request, role));
      const unknown = containsUnknown(cluster["arn"]);
      const known = <Value>(value: () => Value): Value | string => (unknown ? UNKNOWN_WIRE : value());
      const kubeconfig = known(() => kubeconfigOf(request, cluster));
      const kubeconfigJson = known(() => JSON.stringify(kubeconfig));
      create({
        type: "pulumi:providers:kubernetes",
        name: `${request.name}-eks-k8s`,
        parent: "self",
        custom: true,
        dependsOn: [`${request.name}-eksCluster`],
        inputs: { kubeconfig: kubeconfigJson },
      });
      const issuerUrl = known(() => issuerOf(cluster));
      const securityGroupId = known(() => object(cluster["vpcConfig"])["clusterSecurityGroupId"]);
      return {
        outputs: {
          autoModeNodeRoleName: "",
          clusterIngressRuleId: "",
          clusterSecurityGroupId: securityGroupId,
          core: known(() => ({ cluster, endpoint: cluster["endpoint"], clusterIamRole: role, instanceRoles: [] })),
          defaultNodeGroupAsgName: "",
          eksCluster: known(() => cluster),
          fargateProfileId: "",
          fargateProfileStatus: "",
          instanceRoles: [],
          kubeconfig,
          kubeconfigJson,
          nodeSecurityGroupId: securityGroupId,
          oidcIssuer: known(() => issuerOf(cluster).replace(/^https:\/\//, "")),
          oidcProviderArn: "",
          oidcProviderUrl: issuerUrl,
        },
      };
    },
  },
];

type Create = (child: ConstructedChild) => PlainObject;

function createServiceRole(request: CreateRequest, create: Create): PlainObject {
  const component = `${request.name}-eksRole`;
  create({ type: "eks:index:ServiceRole", name: component, parent: "self", custom: false, inputs: {} });
  const role = create({
    type: "aws:iam/role:Role",
    name: `${component}-role`,
    parent: component,
    custom: true,
    inputs: {
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Action: ["sts:AssumeRole", "sts:TagSession"],
            Effect: "Allow",
            Principal: { Service: ["eks.amazonaws.com"] },
          },
        ],
      }),
      description: "Allows EKS to manage clusters on your behalf.",
    },
  });
  create({
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    name: `${component}-4b490823`,
    parent: component,
    custom: true,
    inputs: { policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy", role: role["name"] },
    dependsOn: [`${component}-role`],
  });
  return role;
}

function clusterChild(request: CreateRequest, role: PlainObject): ConstructedChild {
  const { inputs } = request;
  const pass = (...properties: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(properties.filter((key) => inputs[key] !== undefined).map((key) => [key, inputs[key]]));
  const keyArn = inputs["encryptionConfigKeyArn"];
  return {
    type: "aws:eks/cluster:Cluster",
    name: `${request.name}-eksCluster`,
    parent: "self",
    custom: true,
    dependsOn: [`${request.name}-eksRole-role`, `${request.name}-eksRole-4b490823`],
    inputs: {
      ...pass("name", "version", "enabledClusterLogTypes", "upgradePolicy", "deletionProtection", "tags"),
      accessConfig: {
        authenticationMode: inputs["authenticationMode"] ?? "CONFIG_MAP",
        bootstrapClusterCreatorAdminPermissions: true,
      },
      bootstrapSelfManagedAddons: inputs["bootstrapSelfManagedAddons"] ?? true,
      ...(keyArn === undefined ? {} : { encryptionConfig: { provider: { keyArn }, resources: ["secrets"] } }),
      roleArn: role["arn"],
      vpcConfig: {
        endpointPrivateAccess: inputs["endpointPrivateAccess"] ?? false,
        endpointPublicAccess: inputs["endpointPublicAccess"] ?? true,
        ...pass("publicAccessCidrs"),
        subnetIds: controlPlaneSubnets(inputs),
      },
    },
  };
}

/** Public and private ones together where both are given; unknown where one of the lists is. */
function controlPlaneSubnets(inputs: PlainObject): unknown {
  const lists = [inputs["subnetIds"], inputs["publicSubnetIds"], inputs["privateSubnetIds"]].filter(
    (list) => list !== undefined,
  );
  return lists.every(Array.isArray) ? lists.flat() : UNKNOWN_WIRE;
}

function issuerOf(cluster: PlainObject): string {
  const [identity] = Array.isArray(cluster["identities"]) ? cluster["identities"] : [];
  const oidcs = object(identity)["oidcs"];
  const [oidc] = Array.isArray(oidcs) ? oidcs : [];
  return String(object(oidc)["issuer"] ?? "");
}

/** As the plugin writes it: the token comes from the `aws` command at each use, so that it holds no credential. */
function kubeconfigOf(request: CreateRequest, cluster: PlainObject): PlainObject {
  const args = ["--region", request.cloud.aws.region, "eks", "get-token", "--cluster-name", String(cluster["name"])];
  return {
    apiVersion: "v1",
    clusters: [
      {
        cluster: {
          server: cluster["endpoint"],
          "certificate-authority-data": object(cluster["certificateAuthority"])["data"],
        },
        name: "kubernetes",
      },
    ],
    contexts: [{ context: { cluster: "kubernetes", user: "aws" }, name: "aws" }],
    "current-context": "aws",
    kind: "Config",
    users: [
      {
        name: "aws",
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: [...args, "--output", "json"],
            env: [{ name: "KUBERNETES_EXEC_INFO", value: '{"apiVersion": "client.authentication.k8s.io/v1beta1"}' }],
          },
        },
      },
    ],
  };
}
