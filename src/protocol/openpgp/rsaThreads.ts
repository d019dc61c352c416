import type { KeyObject } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { asBuffer } from '../../base/bytes';
import { rawDecrypt } from './rsa';
import type { RawRsa } from './rsa';

/** Threads that do private-key operations, for work that is mostly that: a key tried on a whole newsgroup. */
export interface RsaThreads {
  /** In the thread that has least to do; in this one as long as there are few. */
  readonly raw: RawRsa;
  /** Ends the threads, and with them what they hold of keys. Operations under way end here. */
  readonly close: () => Promise<void>;
}

// Text, as a thread has to be started from a file of its own or from that. It is given each key once, and then its number.
const work = `
  const { constants, privateDecrypt } = require('node:crypto');
  const { parentPort } = require('node:worker_threads');
  const keys = [];
  parentPort.on('message', ({ key, job, at, input }) => {
    if (key) return keys.push(key);
    let block = Buffer.alloc(0);
    try {
      block = privateDecrypt({ key: keys[at], padding: constants.RSA_NO_PADDING }, input);
    } catch {}
    parentPort.postMessage({ job, block });
  });
`;

/** So many are done before it is worth starting threads. */
const few = 64;

export function openRsaThreads(count: number): RsaThreads {
  let threads: Thread[] | undefined;
  let met = 0;
  return {
    raw: async (key, input) => {
      if (met++ < few) {
        await setImmediate();
        return rawDecrypt(key, input);
      }
      threads ??= Array.from({ length: Math.max(1, count) }, startThread);
      return threads.reduce((least, one) => (one.waiting() < least.waiting() ? one : least)).run(key, input);
    },
    close: async () => {
      const started = threads ?? [];
      threads = undefined;
      await Promise.all(started.map((one) => one.end()));
    },
  };
}

interface Thread {
  readonly waiting: () => number;
  readonly run: (key: KeyObject, input: Buffer) => Promise<Buffer>;
  readonly end: () => Promise<unknown>;
}

interface Job {
  readonly key: KeyObject;
  readonly input: Buffer;
  readonly done: (block: Buffer) => void;
}

/** Keeps the process alive only while there is something to wait for. What a thread leaves undone when it dies is done here. */
function startThread(): Thread {
  const worker = new Worker(work, { eval: true });
  worker.unref();
  const numbers = new Map<KeyObject, number>();
  const jobs = new Map<number, Job>();
  let last = 0;
  let isDead = false;
  const finish = (number: number, block: Uint8Array) => {
    jobs.get(number)?.done(asBuffer(block));
    jobs.delete(number);
    if (jobs.size === 0) worker.unref();
  };
  const die = () => {
    isDead = true;
    for (const [number, { key, input }] of [...jobs]) finish(number, rawDecrypt(key, input));
  };
  worker.on('message', ({ job, block }: { job: number; block: Uint8Array }) => {
    finish(job, block);
  });
  worker.on('error', die);
  worker.on('exit', die);
  const numberOf = (key: KeyObject) => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    worker.postMessage({ key });
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  return {
    waiting: () => jobs.size,
    run: async (key, input) => {
      if (isDead) return rawDecrypt(key, input);
      worker.ref();
      return new Promise((done) => {
        jobs.set(++last, { key, input, done });
        worker.postMessage({ job: last, at: numberOf(key), input });
      });
    },
    end: () => worker.terminate(),
  };
}
