import { resourceRule } from "../../engine";

/** Built-in roles that administer (Azure built-in roles, read 2026-11): Owner, Contributor, User Access Administrator, Role Based Access Control Administrator. */
const BROAD = [
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  "b24988ac-6180-42a0-ab88-20f7382dd24c",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
];

export const azureRoleIsNarrow = resourceRule({
  id: "azure-role-is-narrow",
  title: "Azure roles are narrow, and granted on a resource",
  why: "Owner, Contributor and grants on a subscription reach everything that is in it, now and later.",
  fix: {
    text: "Grant a data role on the resource.",
    code: `new authorization.RoleAssignment("reader", { scope: account.id, roleDefinitionId: cognitiveServicesUser, principalId });`,
  },
  severity: "high",
  frameworks: ["PCI 7.2.2"],
  types: ["azure-native:authorization:RoleAssignment", "azure-native:authorization:RoleDefinition"],
  guards: [
    {
      type: "azure-native:authorization:RoleAssignment",
      path: "scope",
      broken: ["/subscriptions/00000000-0000-0000-0000-000000000000"],
    },
    {
      type: "azure-native:authorization:RoleAssignment",
      path: "roleDefinitionId",
      broken: [`/providers/Microsoft.Authorization/roleDefinitions/${BROAD[0]}`],
    },
  ],
  check(subject, judge) {
    if (subject.type === "azure-native:authorization:RoleDefinition") {
      for (const permission of subject.get("permissions").items()) {
        for (const action of [...permission.get("actions").items(), ...permission.get("dataActions").items()]) {
          judge.attempt(() => judge.require(!/^\*$|\/\*$/.test(action.text() ?? ""), action, "actions by name"));
        }
      }
      return;
    }
    judge.attempt(() => {
      const definition = subject.get("roleDefinitionId");
      const id = (definition.text() ?? "").split("/").at(-1)?.toLowerCase() ?? "";
      judge.require(!BROAD.includes(id), definition, "a data role", `${subject.name} grants a role that administers.`);
    });
    judge.attempt(() => {
      const scope = subject.get("scope");
      const linked = scope.unknown && subject.sources("scope").length > 0;
      judge.require(
        linked || !/^\/?(subscriptions\/[^/]+)?\/?$/.test(scope.text() ?? ""),
        scope,
        "the id of a resource or resource group",
        `${subject.name} reaches the whole subscription.`,
      );
    });
  },
});
