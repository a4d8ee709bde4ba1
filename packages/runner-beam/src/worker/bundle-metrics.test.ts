import { totalsInfos, ledgerOf, ShortIds } from './bundle-metrics.js';

const ledger = { accepted: 300, delivered: 200, deadLettered: 90, held: 10 };

test('a ledger comes back out of its monitoring infos, whatever else is among them', () => {
  const infos = [...totalsInfos('other.ledger', { ...ledger, accepted: 1 }), ...totalsInfos('out.ledger', ledger)];
  expect(ledgerOf('out.ledger', infos)).toEqual(ledger);
  expect(ledgerOf('none.ledger', infos)).toEqual({ accepted: 0, delivered: 0, deadLettered: 0, held: 0 });
});

test('two bundles never use the same short id, so that a runner that asks late loses nothing', () => {
  const ids = new ShortIds();
  const [first, second] = [ids.shorten(totalsInfos('out', ledger)), ids.shorten(totalsInfos('out', ledger))];
  const shared = Object.keys(first.monitoringData).filter((id) => id in second.monitoringData);
  expect(shared).toEqual([]);
  const [id = ''] = Object.keys(first.monitoringData);
  expect(ids.explain([id])[id]?.labels['NAME']).toBe('accepted');
  expect(ids.explain([id])).toEqual({});
});
