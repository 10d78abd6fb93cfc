import type { PolicyResource } from "../../../policies/engine";
import { arnOf, policy, type RuleCase, resource, single, urnOf } from "./resource";

const BUCKET = "aws:s3/bucket:Bucket";
const bucket = resource(BUCKET, "lake", {});
const ALL = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };

const COLLECTIONS = "aws:opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy";
const STAGE = "aws:apigateway/stage:Stage";
const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";
const PASSWORDS = {
  minimumLength: 12,
  requireLowercase: true,
  requireUppercase: true,
  requireNumbers: true,
  requireSymbols: true,
};

function blocked(settings: object) {
  return resource("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "lake-block", {
    bucket: "lake",
    ...settings,
  });
}

function permission(name: string, props: object) {
  return resource("aws:lambda/permission:Permission", name, props);
}

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

function opened(name: string, props: object) {
  return resource(RULE, `${name}-ingress`, {
    securityGroupId: name,
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    ...props,
  });
}

const balancer = resource("aws:lb/loadBalancer:LoadBalancer", "edge", { securityGroups: ["edge-group"] });
const edge = [balancer, resource(GROUP, "edge-group", {}), opened("edge-group", { cidrIpv4: "0.0.0.0/0" })];
const app = [resource(GROUP, "app-group", {}), opened("app-group", { referencedSecurityGroupId: "edge-group" })];

function store(source: string, subnetIds = ["private-a"]) {
  return [
    resource("aws:rds/instance:Instance", "orders", {
      vpcSecurityGroupIds: ["orders-group"],
      dbSubnetGroupName: "orders-subnets",
    }),
    resource("aws:rds/subnetGroup:SubnetGroup", "orders-subnets", { subnetIds }),
    resource(GROUP, "orders-group", {}),
    opened("orders-group", { referencedSecurityGroupId: source, fromPort: 3306, toPort: 3306 }),
    ...["public-a", "private-a"].flatMap((subnet) => subnetWith(subnet)),
    ...edge,
    ...app,
  ];
}

function subnetWith(name: string, props: object = {}) {
  const table = `${name}-table`;
  return [
    resource("aws:ec2/subnet:Subnet", name, props),
    resource("aws:ec2/routeTableAssociation:RouteTableAssociation", `${name}-association`, {
      subnetId: name,
      routeTableId: table,
    }),
    resource("aws:ec2/routeTable:RouteTable", table, {}),
    resource("aws:ec2/route:Route", `${name}-route`, {
      routeTableId: table,
      destinationCidrBlock: "0.0.0.0/0",
      ...(name.startsWith("public") ? { gatewayId: "igw-1" } : { natGatewayId: "nat-1" }),
    }),
  ];
}

const QUEUE = "aws:sqs/queuePolicy:QueuePolicy";
const EVENTS = arnOf("aws:sqs/queue:Queue", "events");
const TOPIC = arnOf("aws:sns/topic:Topic", "orders");
const send = {
  Effect: "Allow",
  Action: "sqs:SendMessage",
  Resource: EVENTS,
  Principal: { Service: "sns.amazonaws.com" },
};

const CERTIFICATE_TYPE = "aws:acm/certificate:Certificate";
const VALIDATION_TYPE = "aws:acm/certificateValidation:CertificateValidation";

/** A listener, its certificate, and what validates it; the listener waits for the validation unless it is told otherwise. */
function listened(
  props: object,
  validations: readonly string[],
  dependencies: readonly string[] = validations.map((type) => urnOf(type, "issued")),
): readonly PolicyResource[] {
  return [
    { ...resource("aws:lb/listener:Listener", "https", { ...HTTPS, ...props }), dependencies },
    resource(CERTIFICATE_TYPE, "shop", { domainName: "shop.example.com", validationMethod: "DNS" }),
    ...validations.map((type) => resource(type, "issued", { certificateArn: arnOf(CERTIFICATE_TYPE, "shop") })),
  ];
}

const HTTPS = { port: 443, protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" };
const CERTIFICATE = { acmCertificateArn: "arn", minimumProtocolVersion: "TLSv1.2_2021" };
const BEHAVIOR = { viewerProtocolPolicy: "redirect-to-https" };

export const EXPOSURE_CASES: Readonly<Record<string, RuleCase>> = {
  "bucket-blocks-public-access": {
    good: [bucket, blocked(ALL)],
    bad: [[bucket], [blocked({ ...ALL, blockPublicPolicy: false })], [blocked({})]],
  },
  "public-access-block-is-complete": single(
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
    ALL,
    {},
    { ...ALL, ignorePublicAcls: false },
  ),
  "bucket-has-no-acl": single(
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    { bucket: "lake", rule: { objectOwnership: "BucketOwnerEnforced" } },
    { bucket: "lake", rule: { objectOwnership: "ObjectWriter" } },
  ),
  "resource-policy-refuses-strangers": single(
    QUEUE,
    {
      queueUrl: "events",
      policy: policy(
        { ...send, Condition: { ArnEquals: { "aws:SourceArn": TOPIC } } },
        { ...send, Principal: { AWS: "arn:aws:iam::111122223333:role/worker" } },
      ),
    },
    { queueUrl: "events", policy: policy(send) },
    { queueUrl: "events", policy: policy({ ...send, Principal: "*" }) },
    {
      queueUrl: "events",
      policy: policy({ ...send, Principal: { AWS: "*" }, Condition: { StringLike: { "aws:PrincipalTag/a": "*" } } }),
    },
    { queueUrl: "events", policy: policy({ ...send, Principal: { AWS: "999999999999" } }) },
    {
      queueUrl: "events",
      policy: policy({
        ...send,
        Principal: { AWS: "*" },
        Condition: { "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": ["o-1/r-1/"] } },
      }),
    },
    {
      queueUrl: "events",
      policy: policy({
        Effect: "Allow",
        Action: "sqs:*",
        Resource: EVENTS,
        NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" },
      }),
    },
  ),
  "key-cannot-be-locked-out": single("aws:kms/key:Key", {}, { bypassPolicyLockoutSafetyCheck: true }),
  "function-url-requires-signature": single(
    "aws:lambda/functionUrl:FunctionUrl",
    { authorizationType: "AWS_IAM" },
    { authorizationType: "NONE" },
  ),
  "function-permission-names-its-source": {
    good: [
      permission("api", {
        principal: "apigateway.amazonaws.com",
        sourceArn: "arn:aws:execute-api:us-east-1:111122223333:api/*",
      }),
      permission("uploads", {
        principal: "s3.amazonaws.com",
        sourceArn: "arn:aws:s3:::uploads",
        sourceAccount: "111122223333",
      }),
    ],
    bad: [
      [permission("api", { principal: "apigateway.amazonaws.com" })],
      [permission("api", { principal: "*" })],
      [permission("uploads", { principal: "s3.amazonaws.com", sourceArn: "arn:aws:s3:::uploads" })],
    ],
  },
  "database-is-private": single("aws:rds/instance:Instance", {}, { publiclyAccessible: true }),
  "broker-is-private-and-authenticated": single(
    "aws:msk/cluster:Cluster",
    { clientAuthentication: { sasl: { iam: true } } },
    {},
    { clientAuthentication: { sasl: { iam: true }, unauthenticated: true } },
    {
      clientAuthentication: { sasl: { iam: true } },
      brokerNodeGroupInfo: { connectivityInfo: { publicAccess: { type: "SERVICE_PROVIDED_EIPS" } } },
    },
  ),
  "cluster-endpoint-is-restricted": single(
    "aws:eks/cluster:Cluster",
    { vpcConfig: { endpointPublicAccess: false, endpointPrivateAccess: true } },
    { vpcConfig: {} },
    { vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] } },
    { vpcConfig: { endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.10/32", "0.0.0.0/0"] } },
  ),
  "security-group-closed-to-the-world": {
    good: [opened("app-group", { cidrIpv4: "10.0.0.0/8" })],
    bad: [
      [opened("app-group", { cidrIpv4: "0.0.0.0/0" })],
      [opened("app-group", { cidrIpv6: "::/0" })],
      [
        resource(GROUP, "app-group", {
          ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
        }),
      ],
    ],
  },
  "data-store-not-reachable-from-internet": {
    good: store("app-group"),
    bad: [store("edge-group"), store("app-group", ["public-a"])],
  },
  "default-security-group-is-empty": single(
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    { ingress: [], egress: [] },
    { ingress: [{ protocol: "-1", self: true }], egress: [] },
  ),
  "private-subnet-assigns-no-public-address": {
    good: subnetWith("private-a"),
    bad: [subnetWith("private-a", { mapPublicIpOnLaunch: true })],
  },
  "instance-requires-metadata-token": single(
    "aws:ec2/launchTemplate:LaunchTemplate",
    { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } },
    {},
    { metadataOptions: { httpTokens: "optional" } },
    { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } },
  ),
  "api-route-is-authorized": single(
    "aws:apigatewayv2/route:Route",
    { routeKey: "GET /orders", authorizationType: "JWT" },
    { routeKey: "GET /orders" },
    { routeKey: "$connect", authorizationType: "NONE" },
  ),
  "listener-has-issued-certificate": {
    good: listened({ certificateArn: arnOf(CERTIFICATE_TYPE, "shop") }, [VALIDATION_TYPE]),
    bad: [
      [resource("aws:lb/listener:Listener", "https", HTTPS)],
      listened({ certificateArn: arnOf(CERTIFICATE_TYPE, "shop") }, []),
      listened({ certificateArn: arnOf(CERTIFICATE_TYPE, "shop") }, [VALIDATION_TYPE], []),
    ],
  },
  "listener-requires-tls": single(
    "aws:lb/listener:Listener",
    HTTPS,
    { ...HTTPS, sslPolicy: "ELBSecurityPolicy-2016-08" },
    { port: 80, protocol: "HTTP", defaultActions: [{ type: "forward" }] },
    { port: 443, protocol: "HTTPS" },
  ),
  "distribution-requires-tls": single(
    "aws:cloudfront/distribution:Distribution",
    { defaultCacheBehavior: BEHAVIOR, viewerCertificate: CERTIFICATE },
    { defaultCacheBehavior: { viewerProtocolPolicy: "allow-all" }, viewerCertificate: CERTIFICATE },
    { defaultCacheBehavior: BEHAVIOR, viewerCertificate: { ...CERTIFICATE, minimumProtocolVersion: "TLSv1" } },
    {
      defaultCacheBehavior: BEHAVIOR,
      orderedCacheBehaviors: [{ viewerProtocolPolicy: "allow-all" }],
      viewerCertificate: CERTIFICATE,
    },
  ),
  "google-data-is-private": single(
    "gcp:storage/bucket:Bucket",
    { uniformBucketLevelAccess: true, publicAccessPrevention: "enforced" },
    {},
    { uniformBucketLevelAccess: true, publicAccessPrevention: "inherited" },
  ),
  "google-compute-is-private": single(
    "gcp:compute/firewall:Firewall",
    {
      sourceRanges: ["10.0.0.0/8"],
      allows: [{ protocol: "tcp", ports: ["22"] }],
    },
    { sourceRanges: ["0.0.0.0/0"], allows: [{ protocol: "tcp", ports: ["22"] }] },
    { sourceRanges: ["0.0.0.0/0"], allows: [{ protocol: "tcp", ports: ["1000-4000"] }] },
    { sourceRanges: ["::/0"], allows: [{ protocol: "all" }] },
    { allows: [{ protocol: "tcp", ports: ["22"] }] },
  ),
  "azure-account-is-private": single(
    "azure-native:cognitiveservices:Account",
    { properties: { networkAcls: { defaultAction: "Deny" } } },
    { properties: {} },
    { properties: { networkAcls: { defaultAction: "Allow" } } },
  ),
  "search-domain-is-private": {
    good: [
      resource("aws:opensearch/domain:Domain", "search", { vpcOptions: { subnetIds: ["subnet-1"] } }),
      resource(COLLECTIONS, "search-network", {
        type: "network",
        policy: JSON.stringify([{ AllowFromPublic: false, SourceVPCEs: ["vpce-1"] }]),
      }),
    ],
    bad: [
      [resource("aws:opensearch/domain:Domain", "search", {})],
      [
        resource(COLLECTIONS, "search-network", {
          type: "network",
          policy: JSON.stringify([{ AllowFromPublic: true }]),
        }),
      ],
    ],
  },
  "user-pool-guards-sign-in": single(
    "aws:cognito/userPool:UserPool",
    { mfaConfiguration: "OPTIONAL", passwordPolicy: PASSWORDS, userPoolAddOns: { advancedSecurityMode: "ENFORCED" } },
    { passwordPolicy: PASSWORDS },
    { mfaConfiguration: "OFF" },
    { mfaConfiguration: "ON", passwordPolicy: { ...PASSWORDS, minimumLength: 6 } },
    { mfaConfiguration: "ON", passwordPolicy: { minimumLength: 12 } },
    { mfaConfiguration: "ON", userPoolTier: "PLUS" },
  ),
  "user-pool-client-uses-safe-flows": single(
    "aws:cognito/userPoolClient:UserPoolClient",
    {
      preventUserExistenceErrors: "ENABLED",
      allowedOauthFlows: ["code"],
      explicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      callbackUrls: ["https://shop.example/", "http://localhost:3000/"],
    },
    {},
    { preventUserExistenceErrors: "ENABLED", allowedOauthFlows: ["code", "implicit"] },
    { preventUserExistenceErrors: "ENABLED", explicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] },
    { preventUserExistenceErrors: "ENABLED", callbackUrls: ["http://localhost.shop.example/"] },
  ),
  "identity-pool-refuses-guests": single(
    "aws:cognito/identityPool:IdentityPool",
    {},
    { allowUnauthenticatedIdentities: true },
    { allowClassicFlow: true },
  ),
  "api-domain-requires-tls": {
    good: [
      resource("aws:apigateway/domainName:DomainName", "shop", { securityPolicy: "TLS_1_2" }),
      resource("aws:apigatewayv2/domainName:DomainName", "chat", {
        domainNameConfiguration: { securityPolicy: "TLS_1_2" },
      }),
    ],
    bad: [
      [resource("aws:apigateway/domainName:DomainName", "shop", {})],
      [resource("aws:apigateway/domainName:DomainName", "shop", { securityPolicy: "TLS_1_0" })],
      [resource("aws:apigatewayv2/domainName:DomainName", "chat", { domainNameConfiguration: {} })],
    ],
  },
  "api-stage-has-firewall": {
    good: [resource(STAGE, "api", {}), resource(ASSOCIATION, "api-firewall", { resourceArn: arnOf(STAGE, "api") })],
    bad: [
      [resource(STAGE, "api", {})],
      [resource(STAGE, "api", {}), resource(ASSOCIATION, "api-firewall", { resourceArn: arnOf(STAGE, "other") })],
    ],
  },
  "azure-network-closed-to-the-world": {
    good: [
      resource("azure-native:network:NetworkSecurityGroup", "shop", {
        securityRules: [
          { direction: "Inbound", access: "Allow", sourceAddressPrefix: "*", destinationPortRange: "443" },
          { direction: "Inbound", access: "Deny", sourceAddressPrefix: "*", destinationPortRange: "*" },
        ],
      }),
      resource("azure-native:network:SecurityRule", "admins", {
        direction: "Inbound",
        access: "Allow",
        sourceAddressPrefix: "10.30.0.0/20",
        destinationPortRange: "22",
      }),
    ],
    bad: [
      [
        resource("azure-native:network:NetworkSecurityGroup", "shop", {
          securityRules: [
            { direction: "Inbound", access: "Allow", sourceAddressPrefix: "Internet", destinationPortRange: "*" },
          ],
        }),
      ],
      [
        resource("azure-native:network:SecurityRule", "admins", {
          direction: "Inbound",
          access: "Allow",
          sourceAddressPrefixes: ["0.0.0.0/0"],
          destinationPortRanges: ["20-25"],
        }),
      ],
    ],
  },
};
