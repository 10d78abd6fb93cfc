import type { EncryptionKey } from "../core";
import type { ObjectStore } from "../data";
import type { Severity, Subscription } from "./observability-plan";

/** Arguments of `Observability`. */
export interface ObservabilityArgs {
  /**
   * Customer key of topics and log groups. It must serve `OBSERVABILITY_KEY_SERVICES`.
   * @default a key of the component's own
   */
  readonly key?: EncryptionKey;
  /** Who is told, per severity, by a name of your choice. @default nobody: alarms only show on the dashboard */
  readonly subscriptions?: Partial<Readonly<Record<Severity, Readonly<Record<string, Subscription>>>>>;
  /** Begins the physical names of alarms and dashboards. @default the component's name */
  readonly prefix?: string;
  /** Days for which log groups keep their events. @default 365 */
  readonly retentionDays?: number;
  /**
   * `perAlarm`: each alarm tells its severity's topic. `perComponent`: a component pages once, by its composite alarm,
   * however many of its alarms fire.
   * @default "perAlarm"
   */
  readonly notify?: "perAlarm" | "perComponent";
  /** A bucket for what outlives the log groups: exports, traces, metric blocks. @default none */
  readonly archive?: ArchiveOptions;
}

/** The observability bucket's settings. */
export interface ArchiveOptions {
  /** The store that receives the access logs. `none` relaxes: nobody can tell later who read what. */
  readonly accessLogs: ObjectStore | "none";
  /** Days after which objects expire. @default never */
  readonly expireDays?: number;
  /** Physical name, unique in the world. @default Pulumi names the bucket */
  readonly bucketName?: string;
  /** Pulumi neither deletes the bucket nor empties it. Relax it for stacks that come and go. @default true */
  readonly deletionProtection?: boolean;
}

/** A log group's settings. */
export interface LogGroupOptions {
  /** Physical name, such as `/cloudmart/backend`. @default named by Pulumi */
  readonly path?: string;
  /** @default the component's */
  readonly retentionDays?: number;
  /**
   * Lets CloudWatch learn the usual patterns and report what departs from them. Its findings are encrypted by a key that
   * AWS owns, because an anomaly detector does not take a log group's key policy.
   * @default off
   */
  readonly anomalies?: {
    /** How often it looks. @default "FIFTEEN_MIN" */
    readonly frequency?: "ONE_MIN" | "FIVE_MIN" | "TEN_MIN" | "FIFTEEN_MIN" | "THIRTY_MIN" | "ONE_HOUR";
    /** Days for which a finding stays visible, 7 to 90. @default 7 */
    readonly visibilityDays?: number;
  };
}
