export { type Manifest, type Rendering, renderManifests } from "./manifests";
export { compareRendering, type Difference, manifestText, writeRendering } from "./write";
