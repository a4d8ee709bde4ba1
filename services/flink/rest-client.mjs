// Flink's REST API, for tests: BASE GET|PATCH|POST PATH [JSON]
const [base, method, path, body] = process.argv.slice(2);
const headers = body === undefined ? {} : { 'content-type': 'application/json' };
const response = await fetch(new URL(path, base), { method, headers, body });
console.log(await response.text());
if (!response.ok) process.exitCode = 1;
