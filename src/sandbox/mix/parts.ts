import type { Found } from './kind';

type Part = Extract<Found, { kind: 'part' }>;

/** Messages whose parts have not all come; each message is given once. */
export function openParts() {
  const open = new Map<string, Map<number, Buffer>>();
  return {
    /** The message, when this was the last part of it that lacked. */
    add({ message, part, parts, payload }: Part): Buffer | undefined {
      const here = open.get(message) ?? new Map<number, Buffer>();
      open.set(message, here.set(part, payload));
      if (here.size < parts) return undefined;
      open.delete(message);
      return Buffer.concat([...here].sort(([a], [b]) => a - b).map(([, bytes]) => bytes));
    },
  };
}
