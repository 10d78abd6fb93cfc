import { Node, type Stack, type Subject, stackRule, wildcardMatch } from "../../engine";
import { effectiveTags } from "../shared/tags";
import { DATABASES, DOCUMENT_CLUSTERS } from "../shared/types";

const STORES = ["aws:dynamodb/table:Table", "aws:efs/fileSystem:FileSystem", ...DATABASES, ...DOCUMENT_CLUSTERS];
/** What holds the members of a database together that spans regions. */
const FRAMES = ["aws:rds/globalCluster:GlobalCluster", "aws:docdb/globalCluster:GlobalCluster"];
const SELECTION = "aws:backup/selection:Selection";

export const storeCoveredByBackup = stackRule({
  id: "store-covered-by-backup",
  title: "A backup plan that exists covers every data store",
  why: "A backup plan comforts; the store that its selection does not match is found on the day of need.",
  fix: {
    text: "Select by a tag that every store carries, or list the ARNs.",
    code: `new backup.Selection("data", { ..., resources: [table.arn, database.arn] });`,
  },
  severity: "medium",
  frameworks: ["FSBP DynamoDB.4"],
  types: STORES,
  guards: [],
  check(store, judge, stack) {
    const selections = stack.ofTypes([SELECTION]);
    if (selections.length === 0) {
      judge.skip("the stack has no backup plan");
      return;
    }
    const holders = [store, ...primariesOf(store, stack)];
    const covered = selections.some((selection) => holders.some((holder) => covers(selection, holder, stack)));
    const unclear = selections.some((selection) => selection.get("resources").unknown);
    if (!covered && unclear) {
      judge.doubt("", "the selection is not known yet");
    } else {
      judge.require(
        covered,
        new Node("", store.name),
        "a selection that matches",
        `${store.name} is in no backup selection.`,
      );
    }
  },
});

/** A secondary in another region holds what its primary holds: the backups of that one serve both. */
function primariesOf(store: Subject, stack: Stack): readonly Subject[] {
  const framesOf = (member: Subject) => stack.targets(member, "globalClusterIdentifier", FRAMES);
  const [frame] = store.get("masterUsername").present ? [] : framesOf(store);
  return frame === undefined
    ? []
    : stack
        .ofTypes([store.type])
        .filter((other) => other.get("masterUsername").present && framesOf(other).includes(frame));
}

function covers(selection: Subject, store: Subject, stack: Stack): boolean {
  const listed = selection.get("resources");
  const nodes = listed.unknown ? [listed] : listed.items();
  const named = nodes.some(
    (node) => stack.resolve(selection, node, [store.type]).includes(store) || matchesArn(node, store),
  );
  const tags = effectiveTags(store);
  const tagged = selection
    .get("selectionTags")
    .items()
    .some((item) => tags.get(item.get("key").text() ?? "")?.value() === item.get("value").text());
  return named || tagged;
}

function matchesArn(node: Node, store: Subject): boolean {
  const pattern = node.unknown ? undefined : node.text();
  return pattern !== undefined && [...store.identities()].some((identity) => wildcardMatch(pattern, identity));
}
