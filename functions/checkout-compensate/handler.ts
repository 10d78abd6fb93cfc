import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { tables } from "../shared/dynamo";
import { type Environment, readEnvironment } from "../shared/environment";
import { type LambdaHandler, lambda, observe } from "../shared/observe";
import { parse } from "../shared/parse";
import { secretReader } from "../shared/secrets";
import { stripeCaller } from "../shared/stripe";
import { compensate, type Undo } from "./compensate";
import { type Compensation, compensateInput } from "./input";
import { needs } from "./needs";

const observer = observe("checkout-compensate");

/** The way back of the checkout: the state machine comes here from every step that failed. */
export function createHandler(environment: Environment): LambdaHandler<unknown, Compensation> {
  const settings = readEnvironment(needs, environment);
  const secrets = secretReader(observer.traced(new SecretsManagerClient({})));
  const undo: Undo = {
    client: tables(observer),
    orders: settings.ORDERS_TABLE,
    products: settings.PRODUCTS_TABLE,
    stripe: stripeCaller(settings.STRIPE_ENDPOINT, settings.STRIPE_SECRET_ARN, secrets),
  };
  return async (event) => {
    const result = await compensate(undo, parse(compensateInput, event).orderId);
    observer.count(result.outcome === "PAID" ? "CompensationsTooLate" : "OrdersCancelled");
    return result;
  };
}

export const handler = lambda(observer, () => createHandler(process.env));
