export { type Manifest, type Rendering, renderManifests } from "./manifests";
export { manifestText, type Written, writeRendering } from "./write";
