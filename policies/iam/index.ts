export * from "./conditions";
export * from "./context";
export * from "./data";
export * from "./document";
export * from "./evaluate";
export * from "./hostile";
export * from "./match";
