import assert from "node:assert/strict";
import {
  AwsDeliveryRole,
  AzureDeliveryRole,
  DeliveryRole,
  type DeliveryRoleArgs,
  GcpDeliveryRole,
} from "../../../components/delivery";
import { recordProgram } from "../../../planner/recorder";
import { assertMentions, failureOf, inputsOf, inventory, statementsOf, urns } from "../core/support";

const repository = { repository: "example/shop", repositoryId: "123456789", ownerId: "987654" };
const production = { ...repository, trigger: { environment: "shop-prod", branch: "main" } } as const;
const pullRequest = { ...repository, trigger: { pullRequest: true } } as const;
const state = {
  bucketArn: "arn:aws:s3:::state",
  keyArn: "arn:aws:kms:us-east-1:111122223333:key/6f1a8c8e-0000-4000-8000-000000000000",
  prefix: "shop/",
};
const group = { groupName: "shop", location: "eastus", tags: { system: "shop" } };
const scope = "/subscriptions/00000000-0000-4000-8000-000000000101/resourceGroups/shop";
const everywhere: DeliveryRoleArgs = {
  source: production,
  aws: {
    state,
    statements: [
      {
        sid: "Tables",
        actions: ["dynamodb:UpdateTable"],
        resources: ["arn:aws:dynamodb:us-east-1:111122223333:table/shop"],
      },
    ],
  },
  gcp: { project: "shop-analytics", roles: ["roles/dataflow.developer"] },
  azure: { group, grants: { ai: { roleId: "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68", scope } } },
};

describe("DeliveryRole", () => {
  it("makes exactly these resources in three clouds, the same while previewing", async () => {
    const program = () => void new DeliveryRole("shop", everywhere);
    const recording = await recordProgram(program);
    assert.deepEqual(inventory(recording), [
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider shop-aws-github",
      "aws:iam/policy:Policy shop-aws-boundary",
      "aws:iam/role:Role shop-aws-role",
      "aws:iam/rolePolicy:RolePolicy shop-aws-policy",
      "azure-native:authorization:RoleAssignment shop-azure-role-ai",
      "azure-native:managedidentity:FederatedIdentityCredential shop-azure-credential",
      "azure-native:managedidentity:UserAssignedIdentity shop-azure-identity",
      "estate:delivery:AwsDeliveryRole shop-aws",
      "estate:delivery:AzureDeliveryRole shop-azure",
      "estate:delivery:DeliveryRole shop",
      "estate:delivery:GcpDeliveryRole shop-gcp",
      "gcp:iam/workloadIdentityPool:WorkloadIdentityPool shop-gcp-pool",
      "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider shop-gcp-provider",
      "gcp:projects/iAMMember:IAMMember shop-gcp-role-dataflow.developer",
      "gcp:serviceaccount/account:Account shop-gcp-account",
      "gcp:serviceaccount/iAMMember:IAMMember shop-gcp-caller",
    ]);
    assert.deepEqual(urns(await recordProgram(program, { mode: "preview" })), urns(recording));
  });

  it("trusts, on AWS, GitHub's tokens for AWS of exactly one environment, for an hour, within a boundary", async () => {
    const recording = await recordProgram(() => void new DeliveryRole("shop", everywhere));
    assert.deepEqual(statementsOf(recording, "shop-aws-role", "assumeRolePolicy"), [
      {
        Sid: "GitHubSignsIn",
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:example/shop:environment:shop-prod",
            "token.actions.githubusercontent.com:repository_id": "123456789",
            "token.actions.githubusercontent.com:environment": "shop-prod",
            "token.actions.githubusercontent.com:ref": "refs/heads/main",
          },
        },
      },
    ]);
    const role = inputsOf(recording, "shop-aws-role");
    assert.equal(role["maxSessionDuration"], 3600);
    assert.equal(role["permissionsBoundary"], recording.get("shop-aws-boundary").outputs["arn"]);
    const granted = statementsOf(recording, "shop-aws-policy").filter((one) => Object(one).Effect === "Allow");
    assert.deepEqual(statementsOf(recording, "shop-aws-boundary").slice(1), granted);
  });

  it("lets a deployment write its own state, and never its own role or boundary", async () => {
    const recording = await recordProgram(() => void new DeliveryRole("shop", everywhere));
    const statements = statementsOf(recording, "shop-aws-policy");
    assert.deepEqual(statements.slice(0, 3), [
      {
        Sid: "State",
        Effect: "Allow",
        Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
        Resource: "arn:aws:s3:::state/shop/*",
      },
      {
        Sid: "ListState",
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: "arn:aws:s3:::state",
        Condition: { StringLike: { "s3:prefix": ["shop/", "shop/*"] } },
      },
      {
        Sid: "StateKey",
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
        Resource: state.keyArn,
      },
    ]);
    const denied = statements.slice(4).map((one) => [Object(one).Effect, Object(one).Resource]);
    assert.deepEqual(denied, [
      ["Deny", recording.get("shop-aws-role").outputs["arn"]],
      ["Deny", recording.get("shop-aws-boundary").outputs["arn"]],
    ]);
  });

  it("lets a pull request's job read its state, and nothing more", async () => {
    const recording = await recordProgram(() => {
      new AwsDeliveryRole("preview", {
        source: pullRequest,
        state,
        identityProviderArn: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
      });
    });
    assert.deepEqual(recording.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider"), []);
    const [trust] = statementsOf(recording, "preview-role", "assumeRolePolicy");
    assert.deepEqual(Object(trust).Condition.StringEquals, {
      "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
      "token.actions.githubusercontent.com:sub": "repo:example/shop:pull_request",
      "token.actions.githubusercontent.com:repository_id": "123456789",
    });
    const actions = statementsOf(recording, "preview-policy")
      .filter((one) => Object(one).Effect === "Allow")
      .map((one) => Object(one).Action);
    assert.deepEqual(actions, [["s3:GetObject"], ["s3:ListBucket"], ["kms:Decrypt"]].flat());
  });

  it("admits, on Google Cloud, the repository by its id, and the environment on its branch", async () => {
    const recording = await recordProgram(() => void new DeliveryRole("shop", everywhere));
    assert.equal(
      recording.get("shop-gcp-provider").inputs["attributeCondition"],
      "assertion.repository_owner_id == '987654' && assertion.repository_id == '123456789' && " +
        "assertion.environment == 'shop-prod' && assertion.ref == 'refs/heads/main'",
    );
    assert.equal(
      recording.get("shop-gcp-caller").inputs["member"],
      `principal://iam.googleapis.com/${String(recording.get("shop-gcp-pool").outputs["name"])}/subject/repo:example/shop:environment:shop-prod`,
    );
    const preview = await recordProgram(() => {
      new GcpDeliveryRole("preview", { source: pullRequest, project: "shop-analytics" });
    });
    assert.match(String(preview.get("preview-provider").inputs["attributeCondition"]), /event_name == 'pull_request'$/);
  });

  it("admits, on Azure, one exact subject; with the branch where the repository's tokens carry it", async () => {
    const trigger = { environment: "shop-prod", branch: "main", branchInSubject: true };
    const recording = await recordProgram(() => {
      new AzureDeliveryRole("shop", { source: { ...repository, trigger }, group });
    });
    const credential = inputsOf(recording, "shop-credential");
    assert.equal(credential["issuer"], "https://token.actions.githubusercontent.com");
    assert.equal(credential["subject"], "repo:example/shop:environment:shop-prod:ref:refs/heads/main");
    assert.deepEqual(credential["audiences"], ["api://AzureADTokenExchange"]);
  });

  it("grants, on Azure, a role of the scope's own subscription", async () => {
    const recording = await recordProgram(() => void new DeliveryRole("shop", everywhere));
    assert.equal(
      recording.get("shop-azure-role-ai").inputs["roleDefinitionId"],
      "/subscriptions/00000000-0000-4000-8000-000000000101/providers/Microsoft.Authorization/roleDefinitions/25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68",
    );
  });
});

describe("a role that deploys", () => {
  const shop = { source: production, project: "shop-analytics" };
  const deployer = "projects/shop-analytics/roles/shopDeployer";

  it("grants, at Google, the roles that are named and no others", async () => {
    const mayGrant = ["roles/bigquery.jobUser", "organizations/1234567890/roles/flinkNode"];
    const recording = await recordProgram(
      () => void new GcpDeliveryRole("shop-prod", { ...shop, roles: [deployer], mayGrant }),
    );
    const member = recording.get("shop-prod-account").outputs["member"];
    assert.deepEqual(inputsOf(recording, "shop-prod-role-projects-shop-analytics-roles-shopDeployer"), {
      project: "shop-analytics",
      role: deployer,
      member,
    });
    assert.deepEqual(inputsOf(recording, "shop-prod-granter")["permissions"], [
      "resourcemanager.projects.getIamPolicy",
      "resourcemanager.projects.setIamPolicy",
    ]);
    assert.deepEqual(inputsOf(recording, "shop-prod-grants"), {
      project: "shop-analytics",
      role: recording.get("shop-prod-granter").outputs["name"],
      member,
      condition: {
        title: "only-these-roles",
        expression:
          "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', [])" +
          ".hasOnly(['roles/bigquery.jobUser', 'organizations/1234567890/roles/flinkNode'])",
      },
    });
    const without = await recordProgram(() => void new GcpDeliveryRole("shop-prod", { ...shop }));
    assert.deepEqual(without.ofType("gcp:projects/iAMCustomRole:IAMCustomRole"), []);
  });

  it("assigns, on Azure, the roles that are named and no others", async () => {
    const user = "a97b65f3-24c7-4388-baec-2e87135dc908";
    const grants = { deploy: { roleId: "11111111-2222-3333-4444-555555555555", scope, mayAssign: [user] } };
    const recording = await recordProgram(
      () => void new AzureDeliveryRole("shop", { source: production, group, grants }),
    );
    const { condition, conditionVersion } = inputsOf(recording, "shop-role-deploy");
    const assignments = "Microsoft.Authorization/roleAssignments";
    assert.equal(conditionVersion, "2.0");
    assert.equal(
      condition,
      `((!(ActionMatches{'${assignments}/write'})) OR (@Request[${assignments}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${user}})) AND ` +
        `((!(ActionMatches{'${assignments}/delete'})) OR (@Resource[${assignments}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${user}}))`,
    );
  });

  it("fails when a role is everything, administers, or is another project's", async () => {
    const refused = [
      "roles/editor",
      "roles/storage.admin",
      "roles/compute.instanceAdmin.v1",
      "projects/other-shop/roles/deployer",
    ];
    const program = () => void new GcpDeliveryRole("shop-prod", { ...shop, roles: refused, mayGrant: ["roles/owner"] });
    assertMentions(await failureOf(program, "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"), [
      'GcpDeliveryRole "shop-prod" has 5 faults',
      ...refused.map((role) => `roles: given "${role}"`),
      'mayGrant: given "roles/owner"',
    ]);
    const reader = () =>
      void new GcpDeliveryRole("shop-prod", {
        source: pullRequest,
        project: shop.project,
        mayGrant: ["roles/bigquery.jobUser"],
      });
    assertMentions(await failureOf(reader, "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"), [
      "allowed: nothing for a job of pull requests",
    ]);
  });

  it("fails when it could assign a role that administers", async () => {
    const mayAssign = ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635"];
    const grants = { deploy: { roleId: "11111111-2222-3333-4444-555555555555", scope, mayAssign } };
    const program = () => void new AzureDeliveryRole("shop", { source: production, group, grants });
    assertMentions(await failureOf(program, "azure-native:authorization:RoleAssignment"), [
      'grants.deploy.mayAssign: given "Owner"',
    ]);
  });
});

describe("DeliveryRole fails when", () => {
  it("its arguments are wrong, all clouds' at once", async () => {
    const program = () =>
      void new DeliveryRole("shop", {
        source: {
          ...repository,
          repository: "example/*",
          ownerId: "me",
          trigger: { environment: "shop'", branch: "*" },
        },
        aws: { statements: [{ actions: ["s3:*", "iam:PassRole"], resources: ["*"] }] },
        gcp: { project: "Shop", roles: ["roles/owner"] },
        azure: {
          group,
          grants: { all: { roleId: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", scope: "/subscriptions/1" } },
        },
      });
    assertMentions(await failureOf(program, "aws:iam/role:Role"), [
      'DeliveryRole "shop" has 11 faults in its arguments',
      'source.repository: given "example/*"',
      'source.ownerId: given "me"',
      'source.trigger.environment: given "shop\'"',
      'source.trigger.branch: given "*"',
      'aws.statements[0].actions: given "s3:*"; allowed: exact actions',
      "aws.statements[0].conditions: given nothing; allowed: iam:PassRole with a condition on iam:PassedToService.",
      'aws.statements[0].resources: given "*"',
      'gcp.project: given "Shop"',
      'gcp.roles: given "roles/owner"',
      'azure.grants.all.roleId: given "Owner"',
      'azure.grants.all.scope: given "/subscriptions/1"',
    ]);
  });

  it("a pull request's job would change something", async () => {
    const statements = [{ actions: ["s3:GetObject", "s3:PutObject"], resources: ["arn:aws:s3:::shop/*"] }];
    const program = () => void new AwsDeliveryRole("preview", { source: pullRequest, statements });
    assertMentions(await failureOf(program, "aws:iam/role:Role"), [
      'AwsDeliveryRole "preview" has 1 fault',
      'statements[0].actions: given "s3:PutObject"; allowed: actions that read',
    ]);
  });
});
