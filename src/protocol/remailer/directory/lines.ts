import { limits } from './limits';

/** What is wrong with a line, counted from 1, of a file that is otherwise read on. */
export interface Fault {
  readonly line: number;
  /** A sentence without its full stop. */
  readonly reason: string;
}

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** Takes faults down, the first hundred of them. */
export interface Faults {
  readonly list: Fault[];
  add(line: number, reason: string): void;
}

export function openFaults(): Faults {
  const list: Fault[] = [];
  const add = (line: number, reason: string) => {
    if (list.length < limits.faults) list.push({ line, reason });
  };
  return { list, add };
}

/** The lines of a file that somebody else wrote, one character a byte, of LF or CRLF. What is too long, or too much, is a fault, and left out. */
export function readLines(file: Uint8Array, faults: Faults): Line[] {
  const text = Buffer.from(file.subarray(0, limits.fileBytes)).toString('latin1');
  const lines = text.split('\n').map((line, i) => ({ number: i + 1, text: withoutCr(line) }));
  if (file.length > limits.fileBytes) {
    const last = lines.pop();
    faults.add(last?.number ?? 1, `the file is longer than ${limits.fileBytes} bytes, and not read from here on`);
  }
  return lines.filter(({ number, text: line }) => {
    if (line.length <= limits.lineChars) return true;
    faults.add(number, `the line is longer than ${limits.lineChars} characters`);
    return false;
  });
}

/** A line of CRLF that was split at LF, or of LF. */
export function withoutCr(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
