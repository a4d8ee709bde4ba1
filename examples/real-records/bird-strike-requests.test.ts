import { runStream } from '@weir/testing';
import { toRequests } from './bird-strike-requests.js';

const row = {
  number: 17,
  columns: {
    'Airport Name': "CHICAGO O'HARE INTL ARPT",
    'Aircraft Make Model': 'B-737-300',
    'Effect Amount of damage': 'None',
    'Flight Date': '1990-04-07',
    'Origin State': 'Illinois',
    'Wildlife Species': 'Mallard',
    'Cost Total $': '0',
  },
};

test('a report becomes a PUT of its own, keyed by its state', async () => {
  const [request] = await runStream([row], (rows) => toRequests(rows, 'http://target'));

  expect(request).toEqual({
    url: 'http://target/bird-strikes/17',
    key: 'Illinois',
    body: {
      date: '1990-04-07',
      airport: "CHICAGO O'HARE INTL ARPT",
      aircraft: 'B-737-300',
      species: 'Mallard',
      damage: 'None',
      costUsd: 0,
    },
  });
});
