import { transform } from "../../functions/data-pipeline/transform";
import { change, order, random } from "../../test/functions/support/orders";

/** Records of one run. */
const RECORDS = 20_000;
/** Share of records that are poison. */
const POISON = 0.05;

/** Records that the pipeline's transform turns into rows in one second of one core's time. */
export function measureTransform(): { readonly records: number; readonly recordsPerSecond: number } {
  const chance = random(3);
  const records = Array.from({ length: RECORDS }, (_, position) =>
    change(position, "MODIFY", order(`order-${position}`, chance() < POISON ? { status: null } : {})),
  );
  const personal = new Set(["email", "shippingAddress"]);
  const run = () => records.filter((record) => transform(record, personal).kind === "row").length;
  run();
  const before = process.cpuUsage();
  const rows = run();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (rows === 0 || rows === RECORDS) {
    throw new Error("The transform tells no poison from good records");
  }
  return { records: RECORDS, recordsPerSecond: Math.round(RECORDS / seconds) };
}
