import "../shared/styles.css";
import { start } from "../shared/start";
import { BackOffice } from "./back-office";

void start("/admin/", ({ adminClientId }) => adminClientId, <BackOffice />);
