// FETCH of what a backend keeps as the wire wants it: no message is looked into, and a batch is written without waiting in between.
import type { Form, MessageForms, MessageState } from '../../backend';
import type { FetchItem } from '../../command/fetch';
import { fieldChooser } from '../../message/headerFields';
import { noThreadId, writeEmailId, writeSaveDate } from '../../message/marks';
import type { Section } from '../../message/section';
import { writeDateTime } from '../../wire/dateTime';
import { uidsOf } from '../choose';
import type { Chosen } from '../choose';
import { writeFlags } from '../report';
import type { Selected, Session } from '../session';
import { sliceOf } from './bytes';
import { writeLabel } from './fetchItem';

type SectionItem = FetchItem & { readonly kind: 'section' };

/** How an item is written; `write` gives undefined where the backend has left out the form. */
interface Source {
  readonly form?: Form;
  readonly write: (forms: MessageForms, known: MessageState) => string | undefined;
}

/** How a message is written. */
export interface FormPlan {
  readonly wanted: readonly Form[];
  readonly sources: readonly Source[];
  readonly tellsFlags: boolean;
}

const plainSources: Partial<Record<FetchItem['kind'], Source>> = {
  UID: { write: ({ uid }) => `UID ${uid}` },
  FLAGS: { write: (_forms, { flags }) => `FLAGS (${flags.join(' ')})` },
  MODSEQ: { write: (_forms, { modSeq }) => `MODSEQ (${modSeq})` },
  INTERNALDATE: { write: ({ internalDate }) => `INTERNALDATE ${writeDateTime(internalDate)}` },
  'RFC822.SIZE': { write: ({ size }) => `RFC822.SIZE ${size}` },
  EMAILID: { write: (forms) => `EMAILID ${writeEmailId(forms)}` },
  THREADID: { write: () => `THREADID ${noThreadId}` },
  SAVEDATE: { write: (forms) => `SAVEDATE ${writeSaveDate(forms)}` },
  ENVELOPE: { form: 'envelope', write: ({ envelope }) => envelope && `ENVELOPE ${envelope}` },
  BODYSTRUCTURE: {
    form: 'bodyStructure',
    write: ({ bodyStructure }) => bodyStructure && `BODYSTRUCTURE ${bodyStructure}`,
  },
};

/** Undefined where an item needs more than forms, or sets \Seen. */
export function planForms(items: readonly FetchItem[]): FormPlan | undefined {
  const sources: Source[] = [];
  for (const item of items) {
    const source = item.kind === 'section' ? headerSource(item) : plainSources[item.kind];
    if (!source) return undefined;
    sources.push(source);
  }
  const wanted = new Set(sources.flatMap(({ form }) => (form ? [form] : [])));
  return { wanted: [...wanted], sources, tellsFlags: items.some(({ kind }) => kind === 'FLAGS') };
}

/** The message's own header, or fields of it. */
function headerSource({ label, section, partial, peek }: SectionItem): Source | undefined {
  const choose = section.path.length === 0 && peek ? chooserOf(section) : undefined;
  if (!choose) return undefined;
  const name = writeLabel(label, partial);
  const write = (header: string) => name + writeLiteral(choose(header), partial);
  return { form: 'header', write: ({ header }) => header && write(header) };
}

function chooserOf({ text }: Section): ((header: string) => string) | undefined {
  if (text?.kind === 'HEADER') return (header) => header;
  return text && 'fields' in text ? fieldChooser(text.fields, text.kind === 'HEADER.FIELDS.NOT') : undefined;
}

function writeLiteral(text: string, partial: SectionItem['partial']): string {
  const { start, end } = sliceOf(0, text.length, partial);
  return `{${end - start}}\r\n${text.slice(start, end)}`;
}

/** `read` fetches what has to be worked out. True when every message was there. */
export async function fetchForms(
  session: Session,
  selected: Selected,
  chosen: readonly Chosen[],
  plan: FormPlan,
  read: (some: readonly Chosen[]) => Promise<boolean>,
): Promise<boolean> {
  const byUid = new Map(chosen.map((one) => [one.message.uid, one]));
  let missing = chosen.length;
  for await (const batch of selected.mailbox.forms(uidsOf(chosen), plan.wanted)) {
    for (const forms of batch) {
      const one = byUid.get(forms.uid);
      if (!one) continue;
      if (writeMessage(session, selected, one, forms, plan) || (await read([one]))) missing--;
      if (session.output.isFull) await session.output.flush();
    }
  }
  return missing === 0;
}

/** False, and nothing written, where a form has been left out. */
function writeMessage(
  session: Session,
  { tracker }: Selected,
  { sequence, message }: Chosen,
  forms: MessageForms,
  { sources, tellsFlags }: FormPlan,
): boolean {
  const values: string[] = [];
  for (const { write } of sources) {
    const value = write(forms, message);
    if (value === undefined) return false;
    values.push(value);
  }
  if (!tellsFlags && tracker.hasUntoldFlags(message.uid)) values.push(writeFlags(message, session));
  tracker.toldFlags(message.uid);
  session.output.write(`* ${sequence} FETCH (${values.join(' ')})\r\n`);
  return true;
}
