import "./cheap-traces";
import * as pulumi from "@pulumi/pulumi";
import { runStack } from "./settings";
import { SYSTEMS } from "./systems";

/** The program of every stack: the settings say which system it stands up, and in which environment. */
export = (): Record<string, unknown> => runStack(new pulumi.Config(), SYSTEMS);
