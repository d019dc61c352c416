import type { Connection } from './connection';
import { StoreError } from './errors';
import type { BodyId } from './ids';
import { limits } from './limits';
import type { NewForms, NewKeys } from './messages';
import type { NewText } from './texts';

/** What the mail itself can tell as well, of a body that is being added, or has been. */
export interface Waiting {
  readonly body: BodyId;
  /** Empty where it is too long to be kept. */
  readonly header?: Uint8Array;
  readonly forms?: NewForms | undefined;
  readonly keys?: NewKeys | undefined;
  readonly text?: NewText;
}

/**
 * What the mail itself can tell as well is written behind it: some of them in one transaction cost as much as one alone. What is lost on the
 * way, in a crash or for want of room, is made again when somebody asks for it.
 */
export interface Behind {
  /** Inside the transaction that adds the body. */
  readonly add: (one: Waiting) => void;
  /** Of a body that is there. It may be left out where nothing can be written just now. */
  readonly addLater: (one: Waiting) => void;
  /** Writes what is waiting; to be called before anybody asks for it. */
  readonly flush: () => void;
  /** Likewise, and no more is written later. */
  readonly end: () => void;
}

export function openBehind(
  { impatiently, lightly, rollbacks }: Pick<Connection, 'impatiently' | 'lightly' | 'rollbacks'>,
  put: (one: Waiting) => void,
  written: () => void,
): Behind {
  let waiting: Waiting[] = [];
  let asOf = rollbacks();
  let timer: NodeJS.Timeout | undefined;
  /** A body that was undone leaves its number to another. */
  const forgetUndone = () => {
    if (asOf !== rollbacks()) waiting = [];
    asOf = rollbacks();
  };
  const write = () => {
    for (const one of waiting) put(one);
    written();
  };
  const flush = () => {
    forgetUndone();
    if (waiting.length === 0) return;
    try {
      impatiently(() => {
        lightly(write);
      });
      waiting = [];
    } catch (error) {
      // nobody who asks for it must fail of it
      if (!(error instanceof StoreError && error.code === 'busy')) waiting = [];
    } finally {
      asOf = rollbacks();
    }
  };
  const later = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      flush();
      if (waiting.length > 0) later(limits.behind.ms);
    }, ms).unref();
  };
  const wait = (one: Waiting) => {
    waiting.push(one);
    if (waiting.length === limits.behind.mails) later(0);
    else if (timer === undefined) later(limits.behind.ms);
  };
  return {
    add: (one) => {
      forgetUndone();
      if (waiting.length >= limits.behind.mails || sizeOf(one) > limits.behind.bytes) {
        put(one);
        return;
      }
      wait(one);
    },
    addLater: (one) => {
      forgetUndone();
      if (waiting.length >= limits.behind.mails) flush();
      if (waiting.length < limits.behind.mails) wait(one);
    },
    flush,
    end: () => {
      clearTimeout(timer);
      flush();
      waiting = [];
    },
  };
}

function sizeOf({ header, forms, keys }: Waiting): number {
  const texts = [
    ...[forms?.envelope, forms?.bodyStructure],
    ...Object.values(keys?.values?.sort ?? {}),
    ...Object.values(keys?.values?.fields ?? {}),
  ];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), header?.length ?? 0);
}
