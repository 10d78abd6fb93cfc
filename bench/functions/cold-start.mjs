/**
 * One start of a bundle in a fresh process, as Lambda starts it: from before the import to the first answer, in milliseconds
 * of the processor's time, so that other work on the machine does not count. An error about a setting or an event is an
 * answer: everything up to the first call of a service has run.
 *
 * Usage: node cold-start.mjs <index.mjs>
 */
const before = process.cpuUsage();
const { handler } = await import(process.argv[2]);
const context = { awsRequestId: "1", getRemainingTimeInMillis: () => 1000 };
const silent = () => true;
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = silent;
process.stderr.write = silent;
await handler({}, context).catch(() => undefined);
const { user, system } = process.cpuUsage(before);
process.stdout.write = write;
process.stdout.write(String((user + system) / 1000));
process.exit(0);
