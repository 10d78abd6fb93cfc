/**
 * How API Gateway turns `POST /checkout` into `StartExecution`, as a template of its own language (VTL). The key that the
 * browser made is the execution's name: a request that is sent twice starts one checkout. The customer is the token's, whatever
 * the body says. `input` is JSON inside JSON: `$input.json` writes the inner text, `escapeJavaScript` makes it fit into the outer.
 *
 * @param stateMachineArn an infrastructure program passes an output through `apply`
 */
export function startCheckoutTemplate(stateMachineArn: string): string {
  const userId = "$util.escapeJavaScript($context.authorizer.claims.sub)";
  const paymentMethodId = "$util.escapeJavaScript($input.json('$.paymentMethodId'))";
  const name = "$util.escapeJavaScript($input.params('Idempotency-Key'))";
  return [
    "{",
    `  "stateMachineArn": "${stateMachineArn}",`,
    `  "name": "${name}",`,
    `  "input": "{\\"userId\\":\\"${userId}\\",\\"paymentMethodId\\":${paymentMethodId}}"`,
    "}",
  ].join("\n");
}
