/** What happened to an order. */
export type OrderEvent =
  | { readonly kind: 'placed'; readonly orderId: string; readonly items: number }
  | { readonly kind: 'changed'; readonly orderId: string; readonly items: number }
  | { readonly kind: 'cancelled'; readonly orderId: string };

/** A morning in a small shop. */
export const someEvents: readonly OrderEvent[] = [
  { kind: 'placed', orderId: 'A-1', items: 2 },
  { kind: 'placed', orderId: 'A-2', items: 1 },
  { kind: 'changed', orderId: 'A-1', items: 3 },
  { kind: 'cancelled', orderId: 'A-2' },
];
