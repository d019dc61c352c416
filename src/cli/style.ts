import { styleText } from 'node:util';

/** How words may look. Where colours are not wanted, they stay as they are: nothing is told by colour alone. */
const looks = {
  good: 'green',
  warning: 'yellow',
  bad: 'red',
  strong: 'bold',
  faint: 'dim',
} as const;

/** One function a look: text in, text to print out. */
export type Style = Readonly<Record<keyof typeof looks, (text: string) => string>>;

/** Words for a verb's results: coloured where standard output is a screen and the person has not asked otherwise. */
export function styleFor({ colours = false }: { readonly colours?: boolean }): Style {
  const look = (name: keyof typeof looks) => (text: string) =>
    colours && text !== '' ? styleText(looks[name], text, { validateStream: false }) : text;
  return {
    good: look('good'),
    warning: look('warning'),
    bad: look('bad'),
    strong: look('strong'),
    faint: look('faint'),
  };
}

/** Whether a stream gets colours: a screen that knows them, and neither NO_COLOR (no-color.org) nor TERM=dumb. */
export function wantsColours(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): boolean {
  const { NO_COLOR: none = '', TERM: kind = '' } = environment;
  return stream.isTTY === true && none === '' && kind !== 'dumb';
}
