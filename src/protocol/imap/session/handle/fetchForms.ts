// FETCH of what a backend keeps as the wire wants it: no message is looked into, and a batch is written without waiting in between.
import type { Form, Mailbox, MessageForms, MessageState } from '../../backend';
import type { FetchItem } from '../../command/fetch';
import { fieldChooser } from '../../message/headerFields';
import { isFirstPart, isWhole, locateSection } from '../../message/section';
import type { Section } from '../../message/section';
import { addLiteral, sendLiteral } from '../../response/literal';
import type { Output } from '../../wire/output';
import { uidsOf } from '../choose';
import type { Chosen } from '../choose';
import { writeFlags } from '../report';
import type { Selected, Session } from '../session';
import { sliceOf } from './bytes';
import { orHangUp, writeLabel } from './fetchItem';
import { describedItems, isDescribed, isKnown, knownItems } from './plainItems';

type SectionItem = FetchItem & { readonly kind: 'section' };

/** An item with its value: wire text, or what stands before a literal with the bytes of it, or with where they are in the message. */
type Value = string | { readonly name: string; readonly literal: Buffer } | Place;
interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** How an item is written; `write` gives undefined where the backend has left out a form. */
interface Source {
  readonly forms?: readonly Form[];
  readonly write: (forms: MessageForms, known: MessageState) => Value | undefined;
}

/** How a message is written. */
export interface FormPlan {
  readonly wanted: readonly Form[];
  readonly sources: readonly Source[];
  readonly tellsFlags: boolean;
  readonly tellsUid: boolean;
}

const keptSources: Partial<Record<FetchItem['kind'], Source>> = {
  ENVELOPE: { forms: ['envelope'], write: ({ envelope }) => envelope && `ENVELOPE ${envelope}` },
  BODYSTRUCTURE: {
    forms: ['bodyStructure'],
    write: ({ bodyStructure }) => bodyStructure && `BODYSTRUCTURE ${bodyStructure}`,
  },
};

function sourceOf(item: FetchItem): Source | undefined {
  const { kind } = item;
  if (isKnown(item)) return { write: (_forms, known) => knownItems[item.kind](known) };
  if (isDescribed(kind)) return { write: describedItems[kind] };
  return item.kind === 'section' ? sectionSource(item) : keptSources[kind];
}

/** Undefined where an item needs more than forms, or sets \Seen. */
export function planForms(items: readonly FetchItem[]): FormPlan | undefined {
  const sources: Source[] = [];
  for (const item of items) {
    const source = sourceOf(item);
    if (!source) return undefined;
    sources.push(source);
  }
  const wanted = new Set(sources.flatMap(({ forms = [] }) => forms));
  const has = (name: FetchItem['kind']) => items.some(({ kind }) => kind === name);
  return { wanted: [...wanted], sources, tellsFlags: has('FLAGS'), tellsUid: has('UID') };
}

function sectionSource(item: SectionItem): Source | undefined {
  if (!item.peek) return undefined;
  const choose = item.section.path.length === 0 ? chooserOf(item.section) : undefined;
  return choose ? headerSource(item, choose) : cutSource(item);
}

/** The message's own header, or fields of it. */
function headerSource({ label, partial }: SectionItem, choose: Chooser): Source {
  const name = writeLabel(label, partial);
  return {
    forms: ['header'],
    write: ({ header }) => {
      if (!header) return undefined;
      const chosen = choose(header);
      const { start, end } = sliceOf(0, chosen.length, partial);
      return `${name}{${end - start}}\r\n${chosen.slice(start, end)}`;
    },
  };
}

/** Anything else, cut out of the message: at once where it is in the beginning. */
function cutSource({ label, section, partial }: SectionItem): Source {
  const name = writeLabel(label, partial);
  const cut = (beginning: Buffer = nothing, from: number, to: number): Value => {
    const { start, end } = sliceOf(from, to, partial);
    return end <= beginning.length ? { name, literal: beginning.subarray(start, end) } : { name, start, end };
  };
  if (isWhole(section)) return { forms: ['beginning'], write: ({ beginning, size }) => cut(beginning, 0, size) };
  const isFirst = isFirstPart(section);
  return {
    forms: ['beginning', 'structure'],
    write: (forms) => {
      const { beginning } = forms;
      const only = isFirst ? forms.onlyBody : undefined;
      if (only) return cut(beginning, only.start, only.end);
      const { structure } = forms;
      if (!structure) return undefined;
      const place = locateSection(structure, section);
      if (!place) return `${name}NIL`;
      const { start, end, filter } = place;
      if (!filter) return cut(beginning, start, end);
      if (!beginning || end > beginning.length) return undefined;
      return { name, literal: cutOf(filter(beginning.subarray(start, end)), partial) };
    },
  };
}

const nothing = Buffer.alloc(0);

/** Makes of a header, as wire text, what is asked for of it. */
type Chooser = (header: string) => string;

function chooserOf({ text }: Section): Chooser | undefined {
  if (text?.kind === 'HEADER') return (header) => header;
  return text && 'fields' in text ? fieldChooser(text.fields, text.kind === 'HEADER.FIELDS.NOT') : undefined;
}

function cutOf(bytes: Buffer, partial: SectionItem['partial']): Buffer {
  const { start, end } = sliceOf(0, bytes.length, partial);
  return bytes.subarray(start, end);
}

/** `read` fetches what has to be worked out. True when every message was there. */
export async function fetchForms(
  session: Session,
  selected: Selected,
  chosen: readonly Chosen[],
  plan: FormPlan,
  read: (some: readonly Chosen[]) => Promise<boolean>,
): Promise<boolean> {
  let [at, missing] = [0, chosen.length];
  for await (const batch of selected.mailbox.forms(uidsOf(chosen), plan.wanted)) {
    for (const forms of batch) {
      // both rise by UID; what has gone is passed over
      while ((chosen[at]?.uid ?? forms.uid) < forms.uid) at++;
      const one = chosen[at];
      if (one?.uid !== forms.uid) continue;
      const values = valuesOf(session, selected, one, forms, plan);
      if (!values) missing -= (await read([one])) ? 1 : 0;
      else if (
        writeAtHand(session.output, one, values) ||
        (await sendValues(session.output, selected.mailbox, one, values))
      )
        missing--;
      if (session.output.isFull) await session.output.flush();
    }
  }
  return missing === 0;
}

/** Undefined where a form has been left out. */
function valuesOf(
  session: Session,
  { tracker }: Selected,
  one: Chosen,
  forms: MessageForms,
  { sources, tellsFlags, tellsUid }: FormPlan,
): Value[] | undefined {
  const values: Value[] = [];
  for (const { write } of sources) {
    const value = write(forms, one);
    if (value === undefined) return undefined;
    values.push(value);
  }
  if (!tellsFlags && tracker.hasUntoldFlags(one.uid))
    values.push(...(tellsUid ? [] : [`UID ${one.uid}`]), writeFlags(one, session));
  tracker.toldFlags(one.uid);
  return values;
}

/** False, and nothing written, where bytes have to be read for it. */
function writeAtHand(output: Output, { sequence }: Chosen, values: readonly Value[]): boolean {
  if (values.some(isPlace)) return false;
  output.write(`* ${sequence} FETCH (`);
  let before = '';
  for (const value of values) {
    writeValue(output, before, value);
    before = ' ';
  }
  output.write(')\r\n');
  return true;
}

/** False where the message has gone meanwhile. */
async function sendValues(
  output: Output,
  mailbox: Mailbox,
  { sequence, uid }: Chosen,
  values: readonly Value[],
): Promise<boolean> {
  output.write(`* ${sequence} FETCH (`);
  let [before, whole] = ['', true];
  for (const value of values) {
    writeValue(output, before, value);
    if (isPlace(value)) {
      const { start, end } = value;
      whole = (await orHangUp(sendLiteral(output, end - start, mailbox.body(uid, start, end)))) && whole;
    }
    before = ' ';
  }
  output.write(')\r\n');
  return whole;
}

/** Of a value that has to be read, what stands before it. */
function writeValue(output: Output, before: string, value: Value): void {
  if (typeof value === 'string') {
    output.write(before + value);
    return;
  }
  output.write(before + value.name);
  if ('literal' in value) addLiteral(output, value.literal);
}

function isPlace(value: Value): value is Place {
  return typeof value !== 'string' && 'end' in value;
}
