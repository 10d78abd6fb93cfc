import type { PlannedResource } from "../../plan/document";
import { listOf, objectOf, textOf, textsOf } from "../../proofs/read";
import type { Relation } from "./arrows";
import type { Resources } from "./resources";

/** How a resource starts another one: where events come from, and where they go. */
interface EventReader {
  readonly from: (resource: PlannedResource) => readonly (string | undefined)[];
  readonly to: (resource: PlannedResource) => readonly (string | undefined)[];
  readonly label: (resource: PlannedResource) => string;
  /** Events pass through the resource: what is behind it has no arrow from what is before it. @default false */
  readonly through?: boolean;
}

/** The types that carry events. A newcomer adds a type by copying an entry. */
const READERS: Readonly<Record<string, EventReader>> = {
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    from: ({ inputs }) => [textOf(inputs["eventSourceArn"])],
    to: ({ urn }) => [urn],
    label: ({ inputs }) => (/:dynamodb:/.test(textOf(inputs["eventSourceArn"]) ?? "") ? "stream" : "messages"),
  },
  "aws:lambda/permission:Permission": {
    from: ({ inputs }) => [textOf(inputs["sourceArn"])],
    to: ({ inputs }) => [textOf(inputs["function"])],
    label: () => "invokes",
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    from: ({ inputs }) => [textOf(inputs["topic"])],
    to: ({ inputs }) => [textOf(inputs["endpoint"])],
    label: () => "messages",
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    from: ({ urn }) => [urn],
    to: ({ inputs }) => [textOf(inputs["arn"])],
    label: () => "schedule or event",
  },
  "aws:scheduler/schedule:Schedule": {
    from: ({ urn }) => [urn],
    to: ({ inputs }) => [textOf(objectOf(inputs["target"])["arn"])],
    label: () => "schedule",
  },
  "aws:s3/bucketNotification:BucketNotification": {
    from: ({ inputs }) => [textOf(inputs["bucket"])],
    to: ({ inputs }) => [
      ...listOf(inputs["lambdaFunctions"]).map((one) => textOf(objectOf(one)["lambdaFunctionArn"])),
      ...listOf(inputs["queues"]).map((one) => textOf(objectOf(one)["queueArn"])),
      ...listOf(inputs["topics"]).map((one) => textOf(objectOf(one)["topicArn"])),
    ],
    label: () => "new objects",
  },
  "gcp:storage/transferJob:TransferJob": {
    from: ({ inputs }) => [textOf(objectOf(objectOf(inputs["transferSpec"])["awsS3DataSource"])["bucketName"])],
    to: ({ inputs }) => [textOf(objectOf(objectOf(inputs["transferSpec"])["gcsDataSink"])["bucketName"])],
    label: () => "copies objects",
  },
  "gcp:dataflow/flexTemplateJob:FlexTemplateJob": dataflow(),
  "gcp:dataflow/job:Job": dataflow(),
};

/** Who starts whom: streams, queues, topics, schedules, notifications and data-flow jobs. */
export function eventArrows(resources: Resources): readonly Relation[] {
  return resources.all.flatMap((resource) => {
    const reader = READERS[resource.type];
    if (reader === undefined) {
      return [];
    }
    const find = (text: string | undefined): string | undefined =>
      text !== undefined && resources.byUrn.has(text) ? text : resources.named(text);
    return reader.from(resource).flatMap((source) =>
      reader.to(resource).flatMap((target) => {
        const [from, to] = [find(source), find(target)];
        const past = reader.through === true && from !== resource.urn && to !== resource.urn;
        return from === undefined || to === undefined || past
          ? []
          : [{ from, to, kind: "event" as const, label: reader.label(resource) }];
      }),
    );
  });
}

/** A job's parameters name what it reads (`input…`) and what it writes. */
function dataflow(): EventReader {
  const named = (resource: PlannedResource, reads: boolean): readonly string[] =>
    Object.entries(objectOf(resource.inputs["parameters"]))
      .filter(([key]) => /input|source/i.test(key) === reads && !/temp|staging/i.test(key))
      .flatMap(([, value]) => textsOf(value))
      .flatMap(placesIn);
  return {
    from: (resource) => [...named(resource, true), resource.urn],
    to: (resource) => [resource.urn, ...named(resource, false)],
    label: () => "data flow",
    through: true,
  };
}

/** `gs://bucket/path` and `project:dataset.table`, as names of a bucket and a dataset. */
function placesIn(text: string): readonly string[] {
  const bucket = /^gs:\/\/([^/]+)/.exec(text)?.[1];
  const dataset = /^[^:/]+[:.]([^.:/]+)\.[^.:/]+$/.exec(text)?.[1];
  return [bucket, dataset].filter((place) => place !== undefined);
}
