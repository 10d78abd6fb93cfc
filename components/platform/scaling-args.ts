import type * as pulumi from "@pulumi/pulumi";

/** A queue whose length a workload follows. */
export type ScaledQueue =
  /** A queue of RabbitMQ; its address with user and password is a key of a Secret in the workload's namespace. */
  | {
      readonly kind: "rabbitMq";
      readonly queue: string;
      readonly address: { readonly secret: string; readonly key: string };
      /**
       * Authority of its certificate, where the address is `amqps`: a key of a Secret whose key
       * `tls` says `enable`. @default one that everybody knows
       */
      readonly authority?: { readonly secret: string; readonly key: string };
      /** Messages that one pod is for. */
      readonly messagesPerPod: number;
    }
  /** A queue of SQS, read by the role of KEDA's operator. */
  | {
      readonly kind: "sqs";
      readonly url: pulumi.Input<string>;
      readonly region: string;
      readonly messagesPerPod: number;
    };

/** What an autoscaler follows beside CPU and memory. */
export interface ScalingTriggers {
  /** Unique name → queue. @default none */
  readonly queues?: Readonly<Record<string, ScaledQueue>>;
  /** 95th percentile of the response time that is aimed at, in milliseconds. @default response times do not scale */
  readonly latencyMs?: number;
}
