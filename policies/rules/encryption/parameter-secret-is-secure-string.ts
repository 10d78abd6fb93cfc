import { customerKey, oneOf, resourceRule, type Subject } from "../../engine";
import { isSecretName, isSecretShape } from "../shared/secrets";

export const parameterSecretIsSecureString = resourceRule({
  id: "parameter-secret-is-secure-string",
  title: "Parameters that hold secrets are SecureStrings under a customer key",
  why: "A String parameter is readable by everybody who may list parameters.",
  fix: {
    text: "Use type SecureString with keyId, or a secret in Secrets Manager.",
    code: `new ssm.Parameter("token", { type: "SecureString", keyId: key.keyId, value: token });`,
  },
  severity: "high",
  frameworks: ["PCI 8.6.3", "SOC2 CC6.1"],
  types: ["aws:ssm/parameter:Parameter"],
  applies: (parameter) => isSensitive(parameter),
  expects: [
    { path: "type", want: oneOf("SecureString") },
    { path: "keyId", want: customerKey },
  ],
});

function isSensitive(parameter: Subject): boolean {
  const name = parameter.get("name");
  const value = parameter.get("value");
  return (
    parameter.get("type").text() === "SecureString" ||
    isSecretName(parameter.name) ||
    (!name.unknown && isSecretName((name.text() ?? "").replaceAll("/", "_"))) ||
    value.secret ||
    (!value.unknown && isSecretShape(value.text() ?? ""))
  );
}
