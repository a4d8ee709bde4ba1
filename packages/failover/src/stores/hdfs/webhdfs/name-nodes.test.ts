import { parseNameNodes } from './name-nodes.js';

it.each([
  ['hdfs://nn1:8020', [{ origin: 'http://nn1:9870', rpcPort: 8020 }]],
  ['hdfs://nn1', [{ origin: 'http://nn1:9870' }]],
  ['HDFS://nn1:9000/', [{ origin: 'http://nn1:9870', rpcPort: 9000 }]],
  ['nn1:8020', [{ origin: 'http://nn1:9870', rpcPort: 8020 }]],
  ['webhdfs://nn1:50070', [{ origin: 'http://nn1:50070' }]],
  ['webhdfs://nn1', [{ origin: 'http://nn1:9870' }]],
  ['swebhdfs://nn1.example.org:9871', [{ origin: 'https://nn1.example.org:9871' }]],
  ['swebhdfs://nn1', [{ origin: 'https://nn1:9871' }]],
  ['http://10.0.0.1:9870', [{ origin: 'http://10.0.0.1:9870' }]],
  ['https://nn_1:443', [{ origin: 'https://nn_1:443' }]],
  ['webhdfs://[::1]:9870', [{ origin: 'http://[::1]:9870' }]],
  ['webhdfs://nn1:1, nn2:2', [{ origin: 'http://nn1:1' }, { origin: 'http://nn2:2' }]],
  [
    'hdfs://nn1:8020,hdfs://nn2:8020',
    [
      { origin: 'http://nn1:9870', rpcPort: 8020 },
      { origin: 'http://nn2:9870', rpcPort: 8020 },
    ],
  ],
])('maps %s', (text, expected) => {
  expect(parseNameNodes(text, 'hdfs')).toEqual(expected);
});

it('takes an address without a scheme for one of HTTP where that is asked for', () => {
  expect(parseNameNodes('nn1:50070,nn2:50070', 'http')).toEqual([
    { origin: 'http://nn1:50070' },
    { origin: 'http://nn2:50070' },
  ]);
});

it.each([
  '',
  'hdfs://',
  'ftp://nn1',
  'hdfs://nn1:8020/user',
  'hdfs://nn1:99999',
  'hdfs://a b',
  'hdfs://nn1,',
  'file:///tmp',
])('refuses %j', (text) => {
  expect(parseNameNodes(text, 'hdfs')).toBeUndefined();
});
