import type { StreamSetup, TopicPlan } from "../data";

/** A file that the script fetches and holds to its digest. */
export interface FetchedLibrary {
  /** Over HTTPS. */
  readonly url: string;
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly sha256: string;
}

/**
 * The script that makes topics and ACLs with Kafka's own tools. It can run again: topics that are there are given their
 * settings anew, and partitions are added but never taken away; what a user may do beyond the list is taken away.
 *
 * Every name in it went through the stream's checks, so that none needs quoting.
 *
 * @param library signs in by IAM; absent where the image has it on its class path
 */
export function topicsScript(setup: StreamSetup, library: FetchedLibrary | undefined): string {
  return [
    "set -euo pipefail",
    `work="\${TMPDIR:-/tmp}"`,
    ...(library === undefined ? [] : fetchLibrary(library)),
    ...CLIENT,
    ...TOPIC_FUNCTION,
    ...setup.topics.map(topicLine),
    ...(setup.users.length === 0 ? [] : aclLines(setup)),
    "",
  ].join("\n");
}

const LIBRARY_PATH = "$work/aws-msk-iam-auth.jar";

function fetchLibrary({ url, sha256 }: FetchedLibrary): readonly string[] {
  return [
    `wget -q -O "${LIBRARY_PATH}" ${url}`,
    `echo "${sha256}  ${LIBRARY_PATH}" | sha256sum -c - >/dev/null`,
    `export CLASSPATH="${LIBRARY_PATH}"`,
  ];
}

/** How the tools sign in: by the pod's own role. Their logs and heap must fit a small pod. */
const CLIENT = [
  'export LC_ALL=C LOG_DIR="$work/logs" KAFKA_HEAP_OPTS="-Xmx256m"',
  "cat >\"$work/client.properties\" <<'END'",
  "security.protocol=SASL_SSL",
  "sasl.mechanism=AWS_MSK_IAM",
  "sasl.jaas.config=software.amazon.msk.auth.iam.IAMLoginModule required;",
  "sasl.client.callback.handler.class=software.amazon.msk.auth.iam.IAMClientCallbackHandler",
  "END",
  `bin="\${KAFKA_BIN:-/opt/kafka/bin}"`,
  "run() {",
  "  tool=$1; shift",
  '  "$bin/$tool" --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" --command-config "$work/client.properties" "$@" </dev/null',
  "}",
];

/** `topic <name> <partitions> <copies> <settings>` */
const TOPIC_FUNCTION = [
  "topic() {",
  '  run kafka-topics.sh --create --if-not-exists --topic "$1" --partitions "$2" --replication-factor "$3"',
  '  present=$(run kafka-topics.sh --describe --topic "$1" | sed -n "s/.*PartitionCount: *\\([0-9]*\\).*/\\1/p" | head -n 1)',
  '  if [ "$present" -lt "$2" ]; then run kafka-topics.sh --alter --topic "$1" --partitions "$2"; fi',
  '  run kafka-configs.sh --alter --entity-type topics --entity-name "$1" --add-config "$4"',
  "}",
];

function topicLine({ name, partitions, replication, config }: TopicPlan): string {
  const settings = Object.entries(config).map(([key, value]) => `${key}=${value}`);
  return `topic ${name} ${partitions} ${replication} ${settings.join(",")}`;
}

/** What `kafka-acls.sh --list` calls the resources, and the options that name them. */
const RESOURCES = {
  topic: { listed: "TOPIC", option: "--topic" },
  group: { listed: "GROUP", option: "--group" },
  "transactional-id": { listed: "TRANSACTIONAL_ID", option: "--transactional-id" },
  cluster: { listed: "CLUSTER", option: "--cluster" },
} as const;

/**
 * Rights are first given, then those that nobody declared are taken away: at no time does a user lack what it should have. One
 * line for each right: user, resource, name, pattern, operation.
 */
function aclLines({ acls, users }: StreamSetup): readonly string[] {
  const wanted = acls.flatMap(({ user, resource, name, pattern, operations }) =>
    operations.map(
      (operation) =>
        `${user} ${RESOURCES[resource].listed} ${name} ${pattern.toUpperCase()} ${operation.toUpperCase()}`,
    ),
  );
  return [
    "acl() { # add|remove user resource name pattern operation",
    '  option="--$(echo "$3" | tr "[:upper:]_" "[:lower:]-")"',
    '  run kafka-acls.sh "--$1" --force --allow-principal "User:$2" --operation "$6" "$option" "$4" --resource-pattern-type "$5" >/dev/null',
    "}",
    "sort >\"$work/wanted\" <<'END'",
    ...new Set(wanted),
    "END",
    `for user in ${[...users].sort().join(" ")}; do`,
    '  run kafka-acls.sh --list --principal "User:$user" | sed -n \\',
    '    -e "s/.*resourceType=\\([A-Z_]*\\), name=\\([^,]*\\), patternType=\\([A-Z]*\\).*/R \\1 \\2 \\3/p" \\',
    '    -e "s/.*principal=User:\\([^,]*\\), host=\\*, operation=\\([A-Z_]*\\), permissionType=ALLOW.*/A \\1 \\2/p" |',
    '    awk \'$1 == "R" { resource = $2 " " $3 " " $4 } $1 == "A" { print $2 " " resource " " $3 }\'',
    'done | sort >"$work/present"',
    'comm -23 "$work/wanted" "$work/present" | while read -r line; do acl add $line; done',
    'comm -13 "$work/wanted" "$work/present" | while read -r line; do acl remove $line; done',
  ];
}
