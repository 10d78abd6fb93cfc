import type * as pulumi from "@pulumi/pulumi";
import { EstateComponent } from "../core/component";
import { Faults } from "../core/faults";
import type { StreamSetup } from "../data";
import { type FetchedLibrary, topicsScript } from "./kafka-topics-script";
import { SetupJob } from "./setup-job";
import type { PodIdentity } from "./workload-args";

/** A Kafka stream whose brokers know AWS roles. `EventStream` is one. */
export interface TopicsTarget {
  readonly setup: StreamSetup;
  bootstrapServers(signIn: "iam"): pulumi.Input<string>;
}

/** Arguments of {@link KafkaTopics}. */
export interface KafkaTopicsArgs {
  /** Namespace, which must exist. */
  readonly namespace: string;
  /** What is to be made, and where. */
  readonly stream: TopicsTarget;
  /** A role with `stream.setupStatements()` for the service account `serviceName`. */
  readonly identity: PodIdentity;
  /** Blocks of the brokers' subnets. */
  readonly cidrs: readonly string[];
  /** Name of the objects in the cluster. @default the component's name */
  readonly serviceName?: string;
  /** An image with bash and Kafka's tools under `/opt/kafka/bin`, by digest. @default Apache's own */
  readonly image?: pulumi.Input<string>;
  /** Signs in by IAM; "in-image" where `image` has it on its class path. @default AWS' own library from Maven Central */
  readonly library?: FetchedLibrary | "in-image";
}

/** Apache's image of the version that the brokers run; its user is 1000. The digest is the one that many public projects pin. */
const IMAGE = "apache/kafka:3.9.1@sha256:4ceccc577f03f51f6af8dbfda55194d0d892f4fa7913ffbded567ce3895622ed";
const IMAGE_USER = 1000;
/** AWS' library (Apache-2.0) with what it needs in one file; the digest was taken from the file itself on 2026-11-21. */
const LIBRARY: FetchedLibrary = {
  url: "https://repo1.maven.org/maven2/software/amazon/msk/aws-msk-iam-auth/2.3.5/aws-msk-iam-auth-2.3.5-all.jar",
  sha256: "bcd6020ce1ca2c3f1a65e087057dc8c0757185ba1f169b38e0eda54b617e4225",
};
/** Where brokers take clients that sign in by IAM. */
const PORT = 9098;

/**
 * Makes a stream's topics and its SCRAM users' rights, as the stream declares them, from inside the cluster: brokers that make
 * no topic by themselves and let nobody in without an ACL are of no use before.
 *
 * Creates a `SetupJob`, which runs again where the declaration changes: it adds topics and partitions, sets settings, gives
 * rights and takes away undeclared ones; it deletes no topic. It signs in by its own role, which no ACL needs to know. Costs
 * nothing but a pod for a minute.
 *
 * @example
 * const account = { namespace: "shop", name: "kafka-topics" };
 * const identity = cluster.podRole(account, { statements: stream.setupStatements() });
 * new KafkaTopics("kafka-topics", { namespace: "shop", stream, identity, cidrs: ["10.20.10.0/24"] }, { provider });
 */
export class KafkaTopics extends EstateComponent {
  public readonly job: SetupJob;

  public constructor(name: string, args: KafkaTopicsArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArgs(name, args);
    super("estate:platform:KafkaTopics", name, args, opts);
    const library = args.library === "in-image" ? undefined : (args.library ?? LIBRARY);
    this.job = new SetupJob(
      this.childName("setup"),
      {
        namespace: args.namespace,
        serviceName: args.serviceName ?? name,
        image: args.image ?? IMAGE,
        user: IMAGE_USER,
        script: topicsScript(args.stream.setup, library),
        environment: { KAFKA_BOOTSTRAP_SERVERS: args.stream.bootstrapServers("iam") },
        // Each tool is a JVM of its own.
        resources: { cpu: "200m", memory: "512Mi" },
        identity: args.identity,
        targets: { brokers: { cidrs: args.cidrs, ports: [PORT] } },
        internet: library !== undefined,
      },
      this.childOptions(),
    );
    this.registerOutputs({});
  }
}

function checkArgs(name: string, { library }: KafkaTopicsArgs): void {
  const faults = new Faults("KafkaTopics", name);
  if (library !== undefined && library !== "in-image") {
    faults.check(/^https:\/\/[A-Za-z0-9._~/-]+$/.test(library.url) && /^[0-9a-f]{64}$/.test(library.sha256), {
      property: "library",
      given: library,
      allowed: "an address over HTTPS and the file's SHA-256 in 64 hexadecimal digits",
      fix: "give both, or leave the library to the default",
    });
  }
  faults.throwIfAny();
}
