import { CUSTOMER_KEY_TYPES, customerKey, type Judge, type Node, type Subject } from "../../engine";

/** A key of one's own stands there, or a value that is unknown yet and comes from one. */
export function isOwnKey(key: Node, subject: Subject, judge: Judge): boolean {
  return (key.unknown && subject.linked(key.path, CUSTOMER_KEY_TYPES)) || customerKey.test(key, subject, judge);
}
