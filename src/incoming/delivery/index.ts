// Puts an article's mail into the right nym's mailbox, once, in one transaction with everything that follows from it.

export { deliver, dismiss, isStoreTrouble, setAside } from './deliver';
export type { Arrived, DeliveryParts } from './deliver';
