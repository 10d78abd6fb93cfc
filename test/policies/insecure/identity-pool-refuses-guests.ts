import * as cognito from "@pulumi/aws/cognito";

new cognito.IdentityPool("shop", { identityPoolName: "shop", allowUnauthenticatedIdentities: true });
