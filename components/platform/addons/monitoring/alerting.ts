import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { NetworkPolicy } from "@pulumi/kubernetes/networking/v1";
import * as pulumi from "@pulumi/pulumi";
import { INTERNET, tcp } from "../../network-rules";
import type { AddonStage } from "../addon";
import { externalSecret } from "../external-secrets";
import { MONITORING_NAMESPACE } from "./rules";

/**
 * A service that takes alerts, over HTTPS at the usual port; its address or key is a secret in Secrets Manager, a JSON object
 * with one property.
 */
export type AlertReceiver =
  /** Property `key`: the integration key of the Events API 2. */
  | { readonly kind: "pagerDuty"; readonly secret: pulumi.Input<string> }
  /** Property `url`. */
  | { readonly kind: "slack"; readonly secret: pulumi.Input<string>; readonly channel: string }
  /** Property `url`. */
  | { readonly kind: "webhook"; readonly secret: pulumi.Input<string> };

/** Where Alertmanager sends what fires. */
export interface AlertRoutes {
  /** Wakes somebody. */
  readonly page: AlertReceiver;
  /** Waits until morning. */
  readonly ticket: AlertReceiver;
}

/** Name of the object that is Alertmanager's configuration as a whole. */
export const ALERT_ROUTES = "routes";
const KEYS = { pagerDuty: "key", slack: "url", webhook: "url" } as const;
/** Of the operator's own making. */
const ALERTMANAGER_LABELS = { "app.kubernetes.io/name": "alertmanager" } as const;
const RECEIVERS_PORT = 443;

/** Receivers stand in the internet, where nobody else of the namespace has business. */
export function receiversPolicy(stage: AddonStage): readonly NetworkPolicy[] {
  const egress = [{ to: [INTERNET], ports: tcp(RECEIVERS_PORT) }];
  const spec = { policyTypes: ["Egress"], egress };
  const policy = stage.namespaces[MONITORING_NAMESPACE]?.policy("alert-receivers", spec, ALERTMANAGER_LABELS);
  return policy === undefined ? [] : [policy];
}

/** What the routes need, before Alertmanager starts: the receivers' secrets. */
export function alertSecrets(stage: AddonStage, routes: AlertRoutes): readonly pulumi.Resource[] {
  return receivers(routes).map(([name, receiver]) =>
    externalSecret(
      stage.childName("receiver", name),
      {
        namespace: MONITORING_NAMESPACE,
        secretName: `receiver-${name}`,
        keys: { [KEYS[receiver.kind]]: { secret: receiver.secret, property: KEYS[receiver.kind] } },
      },
      stage.options,
    ),
  );
}

/** Pages again each hour, tickets each half of a day; what is paged for needs no ticket beside. */
export function alertRoutes(
  stage: AddonStage,
  routes: AlertRoutes,
  secrets: readonly pulumi.Resource[],
): CustomResource {
  const severity = (value: string) => [{ name: "severity", matchType: "=~", value }];
  return new CustomResource(
    stage.childName("alert-routes"),
    {
      apiVersion: "monitoring.coreos.com/v1alpha1",
      kind: "AlertmanagerConfig",
      metadata: { name: ALERT_ROUTES, namespace: MONITORING_NAMESPACE },
      spec: {
        route: {
          receiver: "ticket",
          groupBy: ["alertname", "namespace", "service_name"],
          groupWait: "30s",
          groupInterval: "5m",
          repeatInterval: "12h",
          routes: [
            // The chart's own signs of life.
            { receiver: "nobody", matchers: [{ name: "alertname", matchType: "=~", value: "Watchdog|InfoInhibitor" }] },
            { receiver: "page", matchers: severity("page|critical"), repeatInterval: "1h" },
            { receiver: "nobody", matchers: severity("info|none") },
          ],
        },
        inhibitRules: [
          {
            sourceMatch: severity("page|critical"),
            targetMatch: severity("ticket|warning|info"),
            equal: ["namespace", "service_name", "alertname"],
          },
        ],
        receivers: [
          { name: "nobody" },
          ...receivers(routes).map(([name, receiver]) => ({ name, ...receiverSpec(name, receiver) })),
        ],
      },
    },
    pulumi.mergeOptions(stage.options, { dependsOn: [...secrets] }),
  );
}

function receivers({ page, ticket }: AlertRoutes): readonly (readonly [string, AlertReceiver])[] {
  return [
    ["page", page],
    ["ticket", ticket],
  ];
}

const SUMMARY = '{{ range .Alerts }}{{ .Annotations.summary }}{{ "\\n" }}{{ end }}';

function receiverSpec(name: string, receiver: AlertReceiver): object {
  const secret = { name: `receiver-${name}`, key: KEYS[receiver.kind] };
  switch (receiver.kind) {
    case "pagerDuty":
      return { pagerdutyConfigs: [{ routingKey: secret, sendResolved: true, description: SUMMARY }] };
    case "slack":
      return {
        slackConfigs: [
          {
            apiURL: secret,
            channel: receiver.channel,
            sendResolved: true,
            title: "{{ .GroupLabels.alertname }}",
            text: SUMMARY,
          },
        ],
      };
    case "webhook":
      return { webhookConfigs: [{ urlSecret: secret, sendResolved: true }] };
  }
}
