import { StreamingContext } from '../api/streaming-context.js';
import { Parameters } from '../config/parameters.js';
import { explainGraph, explainGraphAsMermaid } from './explain-graph.js';
import { GraphBuilder } from './graph-builder.js';

const builder = new GraphBuilder(2);
const context = new StreamingContext(new Parameters(), builder);
const lines = context.readTextFile('orders.csv').uid('orders');
const sink = { name: 'http', createWriter: () => Promise.reject(new Error('not run here')) };
lines
  .keyBy((line) => line)
  .map((line) => line.length)
  .name('the "length"')
  .union(lines.map(Number))
  .rebalance()
  .addSink(sink)
  .setParallelism(3);
const graph = builder.build('Orders');

it('draws a graph as text', () => {
  expect(explainGraph(graph)).toMatchInlineSnapshot(`
   "job Orders
     source "orders.csv" × 1 [orders]
     keyBy "keyBy" × 2 [orders/keyBy] ← source "orders.csv" (forward)
     map "the "length"" × 2 [orders/keyBy/map] ← keyBy "keyBy" (hash)
     map "map" × 2 [orders/map] ← source "orders.csv" (forward)
     union "union" × 2 [orders/keyBy/map/union] ← map "the "length"" (forward), map "map" (forward)
     sink "http" × 3 [orders/keyBy/map/union/sink] ← union "union" (rebalance)"
  `);
});

it('draws a graph as Mermaid', () => {
  expect(explainGraphAsMermaid(graph)).toMatchInlineSnapshot(`
   "flowchart LR
     n0(["source #quot;orders.csv#quot; × 1"])
     n1["keyBy #quot;keyBy#quot; × 2"]
     n2["map #quot;the #quot;length#quot;#quot; × 2"]
     n3["map #quot;map#quot; × 2"]
     n4["union #quot;union#quot; × 2"]
     n5[/"sink #quot;http#quot; × 3"/]
     n0 --> n1
     n1 -- hash --> n2
     n0 --> n3
     n2 --> n4
     n3 --> n4
     n4 -- rebalance --> n5"
  `);
});
