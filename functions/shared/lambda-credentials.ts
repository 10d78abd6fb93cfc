import { fromEnv } from "@aws-sdk/credential-provider-env";

/**
 * Stands in for the SDK's chain of credential sources in the bundles. Lambda gives the role's credentials in the environment;
 * profiles, single sign-on and instance metadata are 100 kB of code for places where these functions never run.
 */
export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv();
