import { createHash } from 'node:crypto';

type Row = Readonly<Record<string, unknown>>;

/** What `bridgeStatus` gives. */
export interface Status {
  readonly bridge: object;
  readonly nyms: readonly object[];
  readonly news: readonly object[];
  readonly outbox: readonly object[];
  readonly 'cover traffic': readonly object[];
  readonly pings: readonly object[];
  readonly 'without Tor': readonly string[];
  readonly warnings: readonly string[];
}

const style = `body{font:16px/1.5 sans-serif;max-width:70em;margin:2em auto;padding:0 1em}
table{border-collapse:collapse;margin:0 0 1.5em}th,td{text-align:left;padding:.2em 1em .2em 0;vertical-align:top}
th{border-bottom:1px solid}.bad{color:#a00}.warning{color:#840}
@media (prefers-color-scheme:dark){body{background:#111;color:#ddd}.bad{color:#f77}.warning{color:#fb6}}`;

/** The page may show that style, and load, run, send and be framed by nothing. */
export const contentPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
].join('; ');

/** How things stand, as HTML. Whatever anybody has chosen as a name is text in it. */
export function writePage(status: Status): string {
  const warnings = status.warnings.map((one) => warning(one, status['without Tor'].includes(one)));
  const sections = [
    ...(warnings.length > 0 ? [`<h2>Warnings</h2><ul>${warnings.join('')}</ul>`] : []),
    `<h2>Nyms</h2>${table(status.nyms, 'No nym yet: nymbridge nym create NAME@DOMAIN')}`,
    `<h2>News</h2>${table(status.news, 'No news server is configured.')}`,
    `<h2>Outbox</h2>${table(status.outbox, 'The outbox is empty.')}`,
    ...(status['cover traffic'].length > 0 ? [`<h2>Cover traffic</h2>${table(status['cover traffic'], '')}`] : []),
    ...(status.pings.length > 0 ? [`<h2>Pings</h2>${table(status.pings, '')}`] : []),
    `<h2>Bridge</h2>${table([status.bridge], '')}`,
  ];
  return (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>nymbridge</title>' +
    `<style>${style}</style></head><body><h1>nymbridge</h1>${sections.join('\n')}</body></html>\n`
  );
}

function warning(sentence: string, isBad: boolean): string {
  return `<li class="${isBad ? 'bad' : 'warning'}">${escape(sentence)}</li>`;
}

function table(rows: readonly object[], empty: string): string {
  const [first] = rows;
  if (!first) return `<p>${escape(empty)}</p>`;
  const head = Object.keys(first).map((name) => `<th>${escape(name)}</th>`);
  const body = rows.map(
    (row) =>
      `<tr>${Object.values(row as Row)
        .map(cell)
        .join('')}</tr>`,
  );
  return `<table><tr>${head.join('')}</tr>${body.join('')}</table>`;
}

function cell(value: unknown): string {
  const text = typeof value === 'boolean' ? (value ? 'yes' : 'no') : typeof value === 'number' ? String(value) : value;
  return `<td>${escape(typeof text === 'string' && text !== '' ? text : '-')}</td>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What would turn the direction of writing could make one name look like another. */
function escape(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, '?').replace(/[&<>"']/g, (one) => entities[one] ?? '');
}
