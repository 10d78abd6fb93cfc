import { resourceRule } from "../../engine";
import { eachAllow, IDENTITY_POLICIES, namesNothing } from "../shared/identity";
import { allow } from "../shared/samples";

const DECRYPTING: ReadonlySet<string> = new Set([
  "kms:decrypt",
  "kms:reencryptfrom",
  "kms:reencryptto",
  "kms:reencrypt*",
]);

export const decryptNamesItsKeys = resourceRule({
  id: "decrypt-names-its-keys",
  title: "Permission to decrypt names its keys",
  why: "Decrypting with every key opens the data of every system in the account.",
  fix: {
    text: "Name the key's ARN.",
    code: `{ Effect: "Allow", Action: "kms:Decrypt", Resource: key.arn }`,
  },
  severity: "medium",
  frameworks: ["FSBP KMS.1", "FSBP KMS.2"],
  types: IDENTITY_POLICIES,
  guards: [
    {
      path: "policy",
      broken: [allow("kms:Decrypt", "*"), allow("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/*")],
    },
  ],
  check(subject, judge) {
    eachAllow(subject, judge, (statement, place) => {
      const decrypts = statement.actions?.some((action) => DECRYPTING.has(action.toLowerCase())) ?? false;
      const aliased = statement.conditions.some(
        ({ key, operator }) =>
          /^kms:(ResourceAliases|RequestAlias)$/i.test(key) && !/ForAllValues|IfExists|Not/i.test(operator),
      );
      const open = (statement.resources ?? []).filter(namesNothing);
      judge.require(
        !decrypts || aliased || open.length === 0,
        place("Resource"),
        "ARNs of keys",
        `${subject.name} may decrypt with every key.`,
      );
    });
  },
});
