// Runs the CloudFront Function as it is deployed: its code comes first, then a request a line.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { code } = JSON.parse((await lines.next()).value);
const handler = new Function(`${code};return handler;`)();
for await (const line of lines) console.log(JSON.stringify(handler(JSON.parse(line))));
