import "../shared/styles.css";
import { start } from "../shared/start";
import { Shop } from "./shop";

void start("/", ({ webClientId }) => webClientId, <Shop />);
