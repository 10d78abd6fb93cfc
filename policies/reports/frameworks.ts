import type { RuleFacts } from "../engine";

/** A control of a framework. */
export interface Reference {
  readonly framework: string;
  readonly control: string;
}

/** How rules write a framework, and how it is called. */
const FRAMEWORKS: readonly (readonly [string, string])[] = [
  ["CIS AWS", "CIS AWS Foundations Benchmark"],
  ["CIS GCP", "CIS Google Cloud Platform Foundation Benchmark"],
  ["CIS GKE", "CIS Google Kubernetes Engine Benchmark"],
  ["CIS Azure", "CIS Microsoft Azure Foundations Benchmark"],
  ["CIS EKS", "CIS Amazon EKS Benchmark"],
  ["CIS Kubernetes", "CIS Kubernetes Benchmark"],
  ["FSBP", "AWS Foundational Security Best Practices"],
  ["PCI", "PCI DSS 4.0.1"],
  ["SOC2", "SOC 2"],
];

/** The references that somebody looked up; those marked † stay out of print. */
export function printedReferences(rule: Pick<RuleFacts, "frameworks">): readonly Reference[] {
  return rule.frameworks.filter((reference) => !reference.startsWith("†")).map(parseReference);
}

export function parseReference(text: string): Reference {
  const plain = text.replace(/^†/, "");
  const found = FRAMEWORKS.find(([short]) => plain.startsWith(`${short} `));
  if (found === undefined) {
    throw new Error(
      `"${text}" begins with no framework: write one of ${FRAMEWORKS.map(([short]) => short).join(", ")}.`,
    );
  }
  return { framework: found[1], control: plain.slice(found[0].length + 1) };
}
