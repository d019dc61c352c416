/**
 * What can go wrong with an answer: no more is heard; the connection closes instead; it closes in the middle of the block; the
 * server talks nonsense; or it gives this reply line.
 */
export type FaultAct = 'hang' | 'close' | 'cut' | 'nonsense' | { readonly reply: string };

/** A fault in store for the answers to one verb (`GREETING` for the first words). */
export interface Fault {
  readonly verb: string;
  readonly act: FaultAct;
  /** How many answers to the verb go well before. */
  readonly after?: number;
  /** How often it happens; once when left out. */
  readonly times?: number;
}

/** The faults in store, across all connections. */
export interface Faults {
  inject(fault: Fault): void;
  /** From now on everything goes well. */
  clear(): void;
  /** Asked before each answer: what goes wrong with it, if anything. */
  next(verb: string): FaultAct | undefined;
}

export function openFaults(): Faults {
  let waiting: { verb: string; act: FaultAct; after: number; times: number }[] = [];
  return {
    inject: ({ verb, act, after = 0, times = 1 }) => waiting.push({ verb, act, after, times }),
    clear: () => {
      waiting = [];
    },
    next: (verb) => {
      const fault = waiting.find((one) => one.verb === verb && one.times > 0);
      if (!fault) return undefined;
      if (fault.after > 0) {
        fault.after--;
        return undefined;
      }
      fault.times--;
      return fault.act;
    },
  };
}
