export { type RehearsalOptions, rehearse, UncompiledError } from "./rehearse";
export { isClean, type RehearsalDocument, type StackReport } from "./report";
export { SCENARIOS } from "./scenarios";
