export { drawDiagram } from "./diagram";
export { reportPage } from "./html";
