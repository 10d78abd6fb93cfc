import { type Judge, REMOVED, resourceRule, type Subject } from "../../engine";

const DAY_SECONDS = 86_400;

export const keyRotates = resourceRule({
  id: "key-rotates",
  title: "Customer keys rotate",
  why: "Rotation bounds what one leaked key can open.",
  fix: {
    text: "Switch on rotation: enableKeyRotation on AWS, rotationPeriod on Google Cloud, a rotation policy on Azure.",
    code: `new kms.Key("data", { enableKeyRotation: true });`,
  },
  severity: "medium",
  frameworks: ["FSBP KMS.4", "CIS GCP 1.10", "CIS Azure 8.3.9", "PCI 3.7.4"],
  types: ["aws:kms/key:Key", "gcp:kms/cryptoKey:CryptoKey", "azure-native:keyvault:Key"],
  thresholds: ["keyRotationDays"],
  guards: [
    { type: "aws:kms/key:Key", path: "enableKeyRotation", broken: [false, REMOVED] },
    { type: "gcp:kms/cryptoKey:CryptoKey", path: "rotationPeriod", broken: [REMOVED, "99999999s"] },
    { type: "azure-native:keyvault:Key", path: "properties.rotationPolicy.lifetimeActions", broken: [REMOVED, []] },
  ],
  check(key, judge) {
    switch (key.type) {
      case "aws:kms/key:Key":
        checkAws(key, judge);
        break;
      case "gcp:kms/cryptoKey:CryptoKey":
        checkGoogle(key, judge);
        break;
      default: {
        const actions = key.get("properties.rotationPolicy.lifetimeActions");
        const rotates = actions.items().some((action) => /rotate/i.test(action.get("action.type").text() ?? ""));
        judge.require(rotates, actions, "an action that rotates", `Key ${key.name} has no rotation policy.`);
      }
    }
  },
});

function checkAws(key: Subject, judge: Judge): void {
  const spec = key.get("customerMasterKeySpec").text() ?? "SYMMETRIC_DEFAULT";
  if (spec !== "SYMMETRIC_DEFAULT" || key.get("customKeyStoreId").present) {
    judge.skip("only symmetric keys that KMS itself keeps can rotate");
    return;
  }
  judge.require(
    key.get("enableKeyRotation").flag() === true,
    key.get("enableKeyRotation"),
    "true",
    `Key ${key.name} never rotates.`,
  );
}

function checkGoogle(key: Subject, judge: Judge): void {
  if ((key.get("purpose").text() ?? "ENCRYPT_DECRYPT") !== "ENCRYPT_DECRYPT") {
    judge.skip("only symmetric keys rotate by themselves");
    return;
  }
  const period = key.get("rotationPeriod");
  const seconds = Number(/^(\d+)s$/.exec(period.text() ?? "")?.[1] ?? Number.POSITIVE_INFINITY);
  const limit = judge.thresholds.keyRotationDays;
  judge.require(
    seconds <= limit * DAY_SECONDS,
    period,
    `at most ${limit * DAY_SECONDS}s (${limit} days)`,
    `Key ${key.name} does not rotate within ${limit} days.`,
  );
}
