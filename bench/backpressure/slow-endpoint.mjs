// Child process of run.mjs: takes every request and answers it `delayMs` after it is there whole. Prints its port.
import http from 'node:http';

const delayMs = Number(process.argv[2]);
const server = http.createServer((request, response) => {
  request.resume();
  request.once('end', () => setTimeout(() => response.end('ok'), delayMs));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
