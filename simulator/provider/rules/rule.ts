import type { CreateRequest, TypeModel } from "../../model";
import type { CloudInventory, CloudResource } from "../inventory";

/** A resource that somebody asks the cloud to make or to change. */
export interface Candidate {
  readonly request: CreateRequest;
  readonly model: Omit<TypeModel, "type"> | undefined;
  readonly id: string;
  /** Account and region, project or subscription. */
  readonly scope: string;
  /** What it is now, where it exists. */
  readonly existing?: CloudResource;
}

/** One thing that a cloud looks at before it acts; each answers with one sentence per fault. */
export interface AdmissionRule {
  readonly title: string;
  readonly onWrite?: (candidate: Candidate, inventory: CloudInventory) => readonly string[];
  readonly onDelete?: (
    resource: CloudResource,
    inventory: CloudInventory,
    model: Candidate["model"],
  ) => readonly string[];
}

/** A property at a path such as `vpcConfig.subnetIds`; lists on the way are entered. */
export function valuesAt(value: unknown, path: string): readonly unknown[] {
  const [key, ...rest] = path.replace(/\[\*?\]/g, "").split(".");
  if (Array.isArray(value)) {
    return value.flatMap((member) => valuesAt(member, path));
  }
  if (key === undefined || key === "") {
    return [value];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  const inner = (value as Record<string, unknown>)[key];
  const found = rest.length === 0 ? [inner] : valuesAt(inner, rest.join("."));
  return found.flatMap((one) => (Array.isArray(one) ? one : [one])).filter((one) => one !== undefined);
}
