// Puts an article's mail into the right nym's mailbox, once, in one transaction with everything that follows from it.

export { dismiss, innerOf, isStoreTrouble, prepare, setAside } from './deliver';
export type { Arrived, DeliveryParts, Ready } from './deliver';
