import { isNotTrue, resourceRule } from "../../engine";

export const identityPoolRefusesGuests = resourceRule({
  id: "identity-pool-refuses-guests",
  title: "Identity pools give credentials to signed-in people only",
  why: "A guest's credentials are credentials of the account, handed to anybody who asks.",
  fix: {
    text: "Refuse unauthenticated identities, and the classic flow, which lets the caller choose the role.",
    code: `new cognito.IdentityPool("shop", { ..., allowUnauthenticatedIdentities: false });`,
  },
  severity: "high",
  frameworks: ["FSBP Cognito.2"],
  types: ["aws:cognito/identityPool:IdentityPool"],
  expects: [
    { path: "allowUnauthenticatedIdentities", want: isNotTrue },
    { path: "allowClassicFlow", want: isNotTrue },
  ],
});
