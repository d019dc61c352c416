import { z } from 'zod';
import { readDuration } from '../base/duration';
import { readSize } from '../base/size';
import { remoteHost, remotePort, remoteSettings, refuseBarePassword } from '../net';
import { packetTables, remailersSchema, transportSchema } from '../outgoing';
import { readPool } from './duration';
import { readKeySource } from './keys/source';

// What the TOML file may say. A setting that is not here is refused with the nearest right name (configFile.ts).

/** 0 takes any free port, which `run` then tells: for tests. */
const localPort = z.int().min(0).max(65_535);
/** A text that `read` understands; both descriptions go on after "must be". */
const understood = <T>(read: (text: string) => T | undefined, example: string, examples: string) =>
  z.string(`must be ${example}`).transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `must be ${examples}` });
    return z.NEVER;
  });
const duration = understood(readDuration, 'a time such as "30m"', 'a time such as "90s", "30m", "1h" or "7d"');
const size = understood(readSize, 'a size such as "1 GiB"', 'a size such as "0", "500 MiB" or "2 GiB"');
const pool = understood(
  readPool,
  'a time such as "2h"',
  'a time such as "2h", from and to such as "30m..6h", or "off"',
);

/** Where newer copies of servers' keys are asked for, and only when somebody says so. */
const keyserver = z.string().refine((text) => {
  try {
    return ['hkp', 'vks'].includes(readKeySource(text).kind);
  } catch {
    return false;
  }
}, 'must be a keyserver, such as "hkps://keys.example" or "vks:keys.example"');

const newsServer = z.strictObject(remoteSettings).superRefine(refuseBarePassword);

/** The ports a mail client connects to, on 127.0.0.1 and ::1. */
const local = (standard: number) =>
  z.strictObject({ port: localPort.default(standard), tls_port: localPort.optional() });

const tables = {
  imap: local(1143),
  smtp: local(1025),
  /** The web page, off unless it has a port. */
  web: z.strictObject({ port: localPort.optional() }),
  tor: z.strictObject({
    host: remoteHost.default('127.0.0.1'),
    port: remotePort.default(9050),
    any_proxy: z.boolean().default(false),
  }),
  fetch: z.strictObject({
    interval: duration.prefault('1h'),
    group: z.string().default('alt.anonymous.messages'),
    only_matching: z.boolean().default(false),
  }),
  /** How much of the newsgroup is kept, for nyms, subjects and keys that come later. */
  spool: z.strictObject({
    age: duration.prefault('60d'),
    size: size.prefault('1 GiB'),
  }),
  /** How much there may be before mail clients can add no more. */
  store: z.strictObject({ limit: size.optional() }),
  keyserver: z.strictObject({ address: keyserver.optional() }),
  send: z.strictObject({
    transport: z.string().optional(),
    pool: pool.prefault('off'),
    daily_limit: z.int().min(1).max(10_000).default(50),
  }),
};

export const configSchema = z
  .strictObject({
    imap: tables.imap.prefault({}),
    smtp: tables.smtp.prefault({}),
    web: tables.web.prefault({}),
    tor: tables.tor.prefault({}),
    fetch: tables.fetch.prefault({}),
    spool: tables.spool.prefault({}),
    store: tables.store.prefault({}),
    keyserver: tables.keyserver.prefault({}),
    send: tables.send.prefault({}),
    remailers: remailersSchema.prefault({}),
    news: z.array(newsServer).default([]),
    transport: z.record(z.string(), transportSchema).default({}),
  })
  .superRefine(({ imap, smtp, web }, context) => {
    const all = [imap.port, imap.tls_port, smtp.port, smtp.tls_port, web.port];
    const ports = all.filter((one) => one !== undefined && one !== 0);
    if (new Set(ports).size === ports.length) return;
    context.addIssue({
      code: 'custom',
      path: ['smtp'],
      message: 'IMAP and SMTP, with or without tls_port, and the web page need ports of their own',
    });
  })
  .superRefine((config, context) => {
    const chosen = config.send.transport;
    if (chosen === undefined || Object.hasOwn(config.transport, chosen)) return;
    context.addIssue({ code: 'custom', path: ['send', 'transport'], message: `no [transport.${chosen}] is set up` });
  })
  .superRefine(({ transport }, context) => {
    for (const [name, { large, mostBytes = Infinity }] of Object.entries(transport)) {
      if (large === undefined) continue;
      const other = Object.hasOwn(transport, large) ? transport[large] : undefined;
      const takesMore = other && (other.mostBytes ?? Infinity) > mostBytes;
      const message = other ? `[transport.${large}] takes no longer letters` : `no [transport.${large}] is set up`;
      if (!takesMore) context.addIssue({ code: 'custom', path: ['transport', name, 'large'], message });
    }
  });

export type Config = z.infer<typeof configSchema>;
export type NewsServerConfig = Config['news'][number];

const namesIn = (table: { shape: object }) => Object.keys(table.shape);

/** The settings known in each table, and the tables themselves under `''`: for pointing at the nearest right name. */
export const settingNames: Readonly<Record<string, readonly string[]>> = {
  '': namesIn(configSchema),
  imap: namesIn(tables.imap),
  smtp: namesIn(tables.smtp),
  web: namesIn(tables.web),
  tor: namesIn(tables.tor),
  fetch: namesIn(tables.fetch),
  spool: namesIn(tables.spool),
  store: namesIn(tables.store),
  keyserver: namesIn(tables.keyserver),
  send: namesIn(tables.send),
  remailers: [...namesIn(remailersSchema), ...namesIn(remailersSchema.shape.yamn.unwrap())],
  news: namesIn(newsServer),
  transport: [...new Set(transportSchema.options.flatMap((one) => namesIn(one.in)))],
  ...Object.fromEntries(Object.entries(packetTables).map(([name, table]) => [`transport.${name}`, namesIn(table)])),
};
