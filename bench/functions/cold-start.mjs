/**
 * One start of a bundle in a fresh process, as Lambda starts it: from before the import to the first answer, in
 * milliseconds. An error about missing settings is an answer: everything up to the first call of a service has run.
 *
 * Usage: node cold-start.mjs <index.mjs>
 */
const before = process.hrtime.bigint();
const { handler } = await import(process.argv[2]);
const context = { awsRequestId: "1", getRemainingTimeInMillis: () => 1000 };
const silent = () => true;
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = silent;
process.stderr.write = silent;
await handler({}, context).catch(() => undefined);
const milliseconds = Number(process.hrtime.bigint() - before) / 1e6;
process.stdout.write = write;
process.stdout.write(String(milliseconds));
process.exit(0);
