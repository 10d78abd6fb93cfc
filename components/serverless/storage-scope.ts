import * as pulumi from "@pulumi/pulumi";
import { type Bindable, EstateComponent, Faults, type NeedScope, parseArn, type Statement } from "../core";

/** Tag keys that storage-cleanup sets on volumes, and nothing else may be set by its role. */
const MARK_TAG = "storage-cleanup-unattached-since";
/** Whatever carries this tag stays, for the role as for the function. */
const KEEP_TAG = "storage-cleanup-keep";

/** Arguments of {@link StorageScope}. */
export interface StorageScopeArgs {
  /** The tag that marks the volumes and snapshots of this estate: `{ key: "system", value: "cloudcommerce" }`. */
  readonly tag: { readonly key: string; readonly value: string };
  /** Anything of the stack that has a regional ARN, such as its customer key: region and account are read from it. */
  readonly anchor: { readonly arn: pulumi.Input<string> };
}

/**
 * The part of the account's block storage that a clean-up may touch: volumes and snapshots with one tag, and without the
 * tag that exempts them. The role's policy says so, whatever the function does.
 *
 * Creates no resource of its own, and so costs nothing.
 *
 * @example
 * const storage = new StorageScope("storage", { tag: { key: "system", value: "cloudcommerce" }, anchor: key });
 * const cleanup = new FunctionService("storage-cleanup", { ...functionArgs("storage-cleanup"), key, bindings: { storage } });
 * cleanup.onSchedule("daily", { expression: "rate(1 day)" });
 */
export class StorageScope extends EstateComponent implements Bindable {
  public readonly bindingKind = "block-storage";
  /** `key=value`. */
  public readonly bindingReference: pulumi.Output<string>;
  private readonly tag: StorageScopeArgs["tag"];
  private readonly anchor: pulumi.Output<string>;

  public constructor(name: string, args: StorageScopeArgs, opts?: pulumi.ComponentResourceOptions) {
    checkTag(name, args.tag);
    super("estate:serverless:StorageScope", name, args, opts);
    this.tag = args.tag;
    this.anchor = pulumi.output(args.anchor.arn);
    this.bindingReference = pulumi.output(`${args.tag.key}=${args.tag.value}`);
    this.registerOutputs({ tag: this.bindingReference });
  }

  public bindingStatements(actions: readonly string[], _scope: NeedScope): readonly Statement[] {
    const having = (...wanted: readonly string[]) => wanted.filter((action) => actions.includes(action));
    const mine = {
      StringEquals: { [`aws:ResourceTag/${this.tag.key}`]: this.tag.value },
      Null: { [`aws:ResourceTag/${KEEP_TAG}`]: "true" },
    };
    const onlyMark = {
      "ForAllValues:StringEquals": { "aws:TagKeys": [MARK_TAG] },
      // Without any key all of them would be the mark.
      Null: { ...mine.Null, "aws:TagKeys": "false" },
    };
    const statements: readonly (Statement & { readonly sid: string })[] = [
      {
        // Describing takes no resource (Service Authorization Reference, read 2026-11).
        sid: "Look",
        actions: actions.filter((action) => action.startsWith("ec2:Describe")),
        resources: ["*"],
      },
      {
        sid: "Mark",
        actions: having("ec2:CreateTags", "ec2:DeleteTags"),
        resources: [this.arnOf("volume", true)],
        conditions: { ...mine, ...onlyMark },
      },
      {
        sid: "DeleteVolumes",
        actions: having("ec2:DeleteVolume"),
        resources: [this.arnOf("volume", true)],
        conditions: mine,
      },
      {
        sid: "DeleteSnapshots",
        actions: having("ec2:DeleteSnapshot"),
        resources: [this.arnOf("snapshot", false)],
        conditions: mine,
      },
    ];
    return statements.filter((statement) => statement.actions.length > 0);
  }

  /** A snapshot's ARN names no account. */
  private arnOf(type: "volume" | "snapshot", owned: boolean): pulumi.Output<string> {
    return this.anchor.apply((arn) => {
      const { partition, region, account } = parseArn(arn);
      return `arn:${partition}:ec2:${region}:${owned ? account : ""}:${type}/*`;
    });
  }
}

/** @throws {pulumi.InputPropertiesError} where the tag would not narrow anything */
function checkTag(name: string, tag: StorageScopeArgs["tag"]): void {
  const faults = new Faults("StorageScope", name);
  faults.check(/^(?!aws:)[\w./:@+-]{1,128}$/.test(tag.key), {
    property: "tag.key",
    given: tag.key,
    allowed: "a tag's key of yours, without wildcards",
    fix: "name the tag that all of the estate's volumes carry",
  });
  faults.check(/^[\w ./:@+-]{1,256}$/.test(tag.value), {
    property: "tag.value",
    given: tag.value,
    allowed: "a tag's value, without wildcards",
    fix: "write the value that the estate's volumes carry",
  });
  faults.throwIfAny();
}
