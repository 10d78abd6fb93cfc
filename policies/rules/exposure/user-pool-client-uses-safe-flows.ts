import { oneOf, resourceRule } from "../../engine";

/** Flows in which the password itself travels to the application or to Cognito. */
const PASSWORD_FLOWS = [
  "ALLOW_USER_PASSWORD_AUTH",
  "ALLOW_ADMIN_USER_PASSWORD_AUTH",
  "USER_PASSWORD_AUTH",
  "ADMIN_NO_SRP_AUTH",
];

const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1)([:/]|$)/;

export const userPoolClientUsesSafeFlows = resourceRule({
  id: "user-pool-client-uses-safe-flows",
  title: "Applications sign in by SRP or by code, and over HTTPS",
  why: "The implicit flow hands tokens to the address bar, and password flows hand the password to whoever stands between.",
  fix: {
    text: "Allow SRP and the code grant only, send people back over HTTPS, and do not tell who exists.",
    code: `explicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"], allowedOauthFlows: ["code"],
callbackUrls: ["https://shop.example.com/"], preventUserExistenceErrors: "ENABLED",`,
  },
  severity: "high",
  frameworks: ["SOC2 CC6.1"],
  types: ["aws:cognito/userPoolClient:UserPoolClient", "aws:cognito/managedUserPoolClient:ManagedUserPoolClient"],
  guards: [
    { path: "allowedOauthFlows[*]", broken: ["implicit"] },
    { path: "explicitAuthFlows[*]", broken: ["ALLOW_USER_PASSWORD_AUTH"] },
    { path: "callbackUrls[*]", broken: ["http://shop.example.com/"] },
  ],
  expects: [{ path: "preventUserExistenceErrors", want: oneOf("ENABLED") }],
  check(client, judge) {
    for (const flow of client.get("allowedOauthFlows").items()) {
      judge.attempt(() => judge.require(flow.text() !== "implicit", flow, '"code"'));
    }
    for (const flow of client.get("explicitAuthFlows").items()) {
      judge.attempt(() => judge.require(!PASSWORD_FLOWS.includes(flow.text() ?? ""), flow, '"ALLOW_USER_SRP_AUTH"'));
    }
    for (const url of client.get("callbackUrls").items()) {
      judge.attempt(() => {
        const text = url.text() ?? "";
        judge.require(!text.startsWith("http:") || LOCAL.test(text), url, "an address with https");
      });
    }
  },
});
