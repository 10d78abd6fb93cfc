import type { FunctionNeeds } from "../shared/needs";

/** Answers support requests; without any model it still files the ticket. */
export const needs = {
  resources: {
    tickets: {
      kind: "table",
      actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      variable: "TICKETS_TABLE",
    },
    people: { kind: "queue", actions: ["sqs:SendMessage"], variable: "SUPPORT_QUEUE_URL" },
    model: { kind: "model", actions: ["bedrock:InvokeModel"], variable: "BEDROCK_MODEL_ID" },
    openai: { kind: "secret", actions: ["secretsmanager:GetSecretValue"], variable: "OPENAI_SECRET_ARN" },
  },
  environment: {
    ANSWER_ORDER: {
      description: "Who answers first; the other one stands in: bedrock,openai or openai,bedrock.",
      default: "bedrock,openai",
    },
    OPENAI_MODEL: { description: "OpenAI's model.", default: "gpt-4.1" },
    OPENAI_ENDPOINT: { description: "OpenAI's address.", default: "https://api.openai.com/v1" },
    ANSWER_TIMEOUT_MS: {
      description: "Longest single answer of a model, in milliseconds; then it is another one's turn.",
      default: "10000",
    },
    AZURE_LANGUAGE_ENDPOINT: { description: "Address of the Azure AI Language account, with its own subdomain." },
    AZURE_MULTI_SERVICE_ENDPOINT: {
      description:
        "Address of the multi-service account for text analytics; without one, the language account does it.",
      default: "",
    },
    AZURE_UNDERSTANDING_PROJECT: {
      description: "Project of conversational language understanding in the language account; without one, no intent.",
      default: "",
    },
    AZURE_UNDERSTANDING_DEPLOYMENT: { description: "Deployment of the project.", default: "production" },
    AZURE_AUTHORITY_HOST: {
      description: "Address that gives out Microsoft Entra tokens.",
      default: "https://login.microsoftonline.com",
    },
  },
  endpoints: [
    { host: "api.openai.com", purpose: "answer by OpenAI's model" },
    { host: "login.microsoftonline.com", purpose: "sign in to Azure" },
    { host: "*.cognitiveservices.azure.com", purpose: "sentiment, key phrases and intent by Azure's accounts" },
  ],
  identities: {
    azure: { cloud: "azure", variable: "AZURE_IDENTITY" },
  },
} as const satisfies FunctionNeeds;
