// Child process of run.mjs: letters per second that a store takes, from one caller at a time, from many, and in batches.
import { Parameters } from '@weir/core';
import { openStore, resolveFailover } from '@weir/failover';
import { sampleLetters } from '@weir/testing';

const [configuration, countText, loneText] = process.argv.slice(2);
const [count, lone] = [Number(countText), Number(loneText)];
const prefix = 'http.sink.failover';
const store = openStore(resolveFailover(Parameters.of(JSON.parse(configuration)).entries(prefix), prefix));
const callers = 64;
const batchLetters = 1_000;
let next = 0;

/** Letters per second of `work`, which appends as many as it is given. */
async function measure(letters, work) {
  const given = sampleLetters(next, (next += letters));
  const startedAt = performance.now();
  await work(given);
  return (letters * 1_000) / (performance.now() - startedAt);
}

async function oneAtATime(letters) {
  for (const letter of letters) await store.append([letter]);
}

async function manyAtOnce(letters) {
  const waiting = letters.values();
  await Promise.all(Array.from({ length: callers }, async () => oneAtATime(waiting)));
}

async function inBatches(letters) {
  for (let from = 0; from < letters.length; from += batchLetters) {
    await store.append(letters.slice(from, from + batchLetters));
  }
}

await measure(batchLetters, inBatches); // opens the store, and warms up
const result = {
  lone: await measure(lone, oneAtATime),
  callers: await measure(Math.round(count / 4), manyAtOnce),
  batches: await measure(count, inBatches),
};
await store.close();
console.log(JSON.stringify(result));
