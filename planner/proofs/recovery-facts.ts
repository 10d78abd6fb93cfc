/**
 * How long things take when a region is gone, in minutes, where the simulator's models do not say it. Replication figures are
 * those that the services promise, or a round figure above what they call typical (developer guides, read 2026-11).
 */

/** Aurora's, DocumentDB's and DynamoDB's copies are typically a second or less behind. */
export const REPLICATION_LAG = 1;
/** A copy of RDS for another engine than Aurora, by the engine's own replication; and backups that are shipped every five minutes. */
export const INSTANCE_LAG = 5;
/** S3 with its replication time controlled. Without it S3 promises nothing. */
export const OBJECTS_PROMISED = 15;
/** "Most images replicate in less than 30 minutes" (ECR user guide). */
export const IMAGES_TYPICAL = 30;
/** A copy of an hour's changes to another region. It grows with the data. */
export const COPY = 30;
/** Window in which a backup begins, where a rule of AWS Backup sets none. */
export const DEFAULT_START_WINDOW = 480;
/** A restore at least, beside the time that an empty store takes to create. It grows with the data. */
export const RESTORE = 60;
/** Pods of a workload that stands at no replicas start. */
export const POD_START = 2;
/** What Route 53 answers for an alias of a load balancer lives this long, in seconds. */
export const ALIAS_SECONDS = 60;
/** How CloudFront tries an origin where the program says nothing, in tries and seconds for each (CloudFront developer guide). */
export const ORIGIN_TRIES = { attempts: 3, seconds: 10 } as const;
/** Answers that a region which is lost gives, where it gives any: CloudFront must take each for a reason to ask elsewhere. */
export const GONE_STATUS = [500, 502, 503, 504] as const;
/** What a health check does where the program says nothing, in seconds and failures. */
export const HEALTH_CHECK = { intervalSeconds: 30, failures: 3 } as const;
/**
 * Minutes by which an alarm on silence is late: it reads some periods more than it judges, and they must be empty too
 * (CloudWatch user guide, "How CloudWatch alarms treat missing data").
 */
export const SILENCE_DELAY = 2;
