export { ProgramError } from "./errors";
export { type Program, type Recorder, recordProgram, startRecording } from "./record";
export { loadSdk, type Sdk } from "./sdk";
export * from "./types";
export { recordedFromWire, revealed, type ShownValue, shown, shownObject } from "./values";
