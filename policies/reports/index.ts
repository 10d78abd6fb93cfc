export * from "./frameworks";
export * from "./junit";
export * from "./listing";
export * from "./markdown";
export * from "./pages";
export * from "./sarif";
export * from "./text";
