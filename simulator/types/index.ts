import type { FamilyModel, InvokeModel, RemoteComponentModel, TypeModel } from "../model";
import { acmTypes } from "./aws/acm";
import { apigatewayTypes } from "./aws/apigateway";
import { apigatewayv2Types } from "./aws/apigatewayv2";
import { autoscalingTypes } from "./aws/autoscaling";
import { backupTypes } from "./aws/backup";
import { budgetTypes } from "./aws/budgets";
import { cloudfrontTypes } from "./aws/cloudfront";
import { cloudwatchTypes } from "./aws/cloudwatch";
import { cognitoTypes } from "./aws/cognito";
import { costManagementTypes } from "./aws/cost-management";
import { docdbTypes } from "./aws/docdb";
import { dynamodbTypes } from "./aws/dynamodb";
import { ec2Types } from "./aws/ec2";
import { ecrTypes } from "./aws/ecr";
import { ecsTypes } from "./aws/ecs";
import { eksComponents, eksTypes } from "./aws/eks";
import { elasticacheTypes } from "./aws/elasticache";
import { eventsTypes } from "./aws/events";
import { iamTypes } from "./aws/iam";
import { kmsTypes } from "./aws/kms";
import { knowledgeBaseTypes } from "./aws/knowledge-base";
import { lakeCatalogTypes } from "./aws/lake-catalog";
import { lambdaTypes } from "./aws/lambda";
import { lbTypes } from "./aws/lb";
import { logDeliveryTypes } from "./aws/log-delivery";
import { mskTypes } from "./aws/msk";
import { opensearchTypes } from "./aws/opensearch";
import { rdsTypes } from "./aws/rds";
import { route53Types } from "./aws/route53";
import { s3Types } from "./aws/s3";
import { secretsmanagerTypes } from "./aws/secretsmanager";
import { sesv2Types } from "./aws/sesv2";
import { sfnTypes } from "./aws/sfn";
import { snsTypes } from "./aws/sns";
import { sqsTypes } from "./aws/sqs";
import { vpnTypes } from "./aws/vpn";
import { wafv2Types } from "./aws/wafv2";
import { webIdentityTypes } from "./aws/web-identity";
import { azureTypes } from "./azure";
import { gcpInvokes, gcpTypes } from "./gcp";
import { kubernetesFamilies, kubernetesTypes, providerFamilies } from "./kubernetes/core";

/** Every modelled resource type, by service. The order does not matter; a type may stand once. */
export const TYPE_MODELS: readonly TypeModel[] = [
  ...ec2Types,
  ...vpnTypes,
  ...mskTypes,
  ...rdsTypes,
  ...docdbTypes,
  ...backupTypes,
  ...autoscalingTypes,
  ...costManagementTypes,
  ...ecsTypes,
  ...ecrTypes,
  ...elasticacheTypes,
  ...iamTypes,
  ...eksTypes,
  ...kmsTypes,
  ...budgetTypes,
  ...cloudwatchTypes,
  ...dynamodbTypes,
  ...eventsTypes,
  ...knowledgeBaseTypes,
  ...lakeCatalogTypes,
  ...opensearchTypes,
  ...lambdaTypes,
  ...s3Types,
  ...secretsmanagerTypes,
  ...sqsTypes,
  ...snsTypes,
  ...webIdentityTypes,
  ...acmTypes,
  ...sfnTypes,
  ...sesv2Types,
  ...cognitoTypes,
  ...apigatewayv2Types,
  ...apigatewayTypes,
  ...cloudfrontTypes,
  ...lbTypes,
  ...logDeliveryTypes,
  ...route53Types,
  ...wafv2Types,
  ...azureTypes,
  ...gcpTypes,
  ...kubernetesTypes,
];

/** Components whose children only their plugin knows. */
export const REMOTE_COMPONENTS: readonly RemoteComponentModel[] = [...eksComponents];

/** Provider functions. */
export const INVOKE_MODELS: readonly InvokeModel[] = [...gcpInvokes];

/** Models for whole families of types, by prefix; the first that fits answers where no type of its own is modelled. */
export const FAMILY_MODELS: readonly FamilyModel[] = [...kubernetesFamilies, ...providerFamilies];
