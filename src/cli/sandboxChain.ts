import { InvalidArgumentError } from 'commander';
import type { HopEvent, KindName } from '../sandbox';

/** The remailers that the sandbox's letters go through. */
export interface SandboxChain {
  readonly kind: KindName;
  /** Entry first, as the configuration has it. */
  readonly chain: string;
}

const kinds = ['yamn', 'mixmaster'] as const;

/** Reads `yamn`, or `yamn:CHAIN`. */
export function readSandboxChain(text: string): SandboxChain {
  const colon = text.indexOf(':');
  const kind = kinds.find((name) => name === (colon < 0 ? text : text.slice(0, colon)));
  if (!kind)
    throw new InvalidArgumentError('It is yamn or mixmaster, or one of them with a chain, such as yamn:*,*,*.');
  return { kind, chain: colon < 0 ? '*,*,*' : text.slice(colon + 1) };
}

/** What a remailer has done, in a person's words. */
export const hopInWords: Readonly<Record<HopEvent, (name: string) => string>> = {
  came: (name) => `the remailer ${name} has taken a packet, and lets it wait`,
  'passed on': (name) => `${name} has passed it on, a layer less around it`,
  dummy: (name) => `${name} has thrown away a packet that carries nothing`,
  exit: (name) => `${name}, the exit, has handed the mail to whoever it is for`,
};
