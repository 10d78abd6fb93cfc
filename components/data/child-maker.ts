import type * as pulumi from "@pulumi/pulumi";

/** Names and options that a component gives its children. */
export interface ChildMaker {
  name(role: string, key?: string): string;
  readonly options: pulumi.CustomResourceOptions;
}
