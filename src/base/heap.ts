import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 look for garbage once the heap has grown by three fifths since it last did. By itself it waits until the heap has grown to a
 * multiple, on a machine with much memory: four mail clients that read 100,000 mails at once made the process 300 MiB large, now they
 * make it some 160. At two fifths much is looked through again and again: reading took up to half as long again. For a process that lives long,
 * at its start.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=60');
}
