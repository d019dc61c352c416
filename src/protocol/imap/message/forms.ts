import type { Structure } from '../../mime';
import { writeBodyStructure } from './bodyStructure';
import { writeEnvelope } from './envelope';

/** What FETCH says of a message whose structure is known, as wire text. */
export interface WrittenForms {
  /** The value of ENVELOPE. */
  readonly envelope: string;
  /** The value of BODYSTRUCTURE. */
  readonly bodyStructure: string;
  /** The message's header is its bytes up to here. */
  readonly headerEnd: number;
}

/** Grows whenever `writeForms` comes to write something else of the same structure: what was kept of before is out of date then. */
export const formsVersion = 2;

/** For a backend to keep: working them out costs more than reading them. */
export function writeForms({ envelope, root }: Structure): WrittenForms {
  return {
    envelope: writeEnvelope(envelope),
    bodyStructure: writeBodyStructure(root, true),
    headerEnd: root.bodyStart,
  };
}
