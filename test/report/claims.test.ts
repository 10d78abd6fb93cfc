import { deepEqual, equal, match } from "node:assert/strict";
import { type Claim, ClaimChecker } from "../../planner/report/claims";
import { planShop } from "./shop";

describe("claims of a plan", () => {
  let checker: ClaimChecker;

  before(async () => {
    checker = new ClaimChecker(await planShop(), (file) => (file === "README.md" ? "a shop" : undefined));
  });

  const TRUE: readonly Claim[] = [
    { type: "aws:ec2/vpc:Vpc", where: { cidrBlock: "10.0.0.0/16", enableDnsSupport: true }, exactly: 1 },
    { type: /natGateway/, name: /us-east-1a$/ },
    { type: "aws:kms/keyPolicy:KeyPolicy", where: { "policy.Statement.*.Effect": "Allow" } },
    { who: /shop-writer/, may: /^dynamodb:GetRecords$/, on: /table\/shop-data-orders|table-orders/ },
    { from: /^shop-data$/, to: /^shop-writer$/, label: /stream/ },
    { no: /^aws:rds\// },
    { file: "README.md", says: /shop/ },
  ];
  const FALSE: readonly Claim[] = [
    { type: "aws:ec2/vpc:Vpc", where: { cidrBlock: "10.9.0.0/16" } },
    { type: "aws:ec2/vpc:Vpc", exactly: 2 },
    { type: "aws:kms/keyPolicy:KeyPolicy", where: { "policy.Statement.*.Effect": "Deny" } },
    { who: /shop-writer/, may: /^dynamodb:DeleteTable$/, on: /./ },
    { from: /^shop-writer$/, to: /^shop-edge$/ },
    { callersOf: /^shop-edge$/, are: [/shop-writer/] },
    { box: /^shop-writer$/, inside: /private subnets/ },
    { no: /^aws:dynamodb\// },
    { file: "README.md", says: /airline/ },
    { file: "MISSING.md" },
  ];

  for (const claim of TRUE) {
    it(`holds: ${said(claim)}`, () => equal(checker.check(claim).holds, true, checker.check(claim).where));
  }
  for (const claim of FALSE) {
    it(`fails when it is wrong: ${said(claim)}`, () => equal(checker.check(claim).holds, false));
  }

  it("says where, and what it found instead", () => {
    const { where } = checker.check({ type: "aws:ec2/vpc:Vpc", where: { cidrBlock: /^10\./ } });
    deepEqual(where, "`aws:ec2/vpc:Vpc` shop-network-vpc, cidrBlock = 10.0.0.0/16");
    match(checker.check({ type: "aws:ec2/vpc:Vpc", name: /other/ }).where, /^0 × aws:ec2\/vpc:Vpc named \/other\//);
  });
});

function said(claim: Claim): string {
  return Object.entries(claim)
    .map(
      ([key, value]) =>
        `${key} ${value instanceof RegExp ? value : Array.isArray(value) ? value.join(" or ") : JSON.stringify(value)}`,
    )
    .join(", ");
}
