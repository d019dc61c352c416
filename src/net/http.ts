import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { codeOf } from '../base/errors';
import { dial } from './dial';
import type { Route } from './dial';
import { NetError } from './errors';
import { checkAddress, redirectOf } from './httpAddress';
import { limits } from './limits';
import { secure } from './secure';

export interface HttpWishes {
  /** For every host that is asked; a redirect goes the same way. */
  readonly route: Route;
  /** Bytes of a body at most: a longer one is refused, not cut. */
  readonly bodyBytes: number;
  /** Milliseconds for everything: proxy, TLS, redirects, the last byte. */
  readonly timeoutMs: number;
  /** Authorities to trust instead of Node's own, PEM. */
  readonly ca?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  readonly status: number;
  /** As the server calls it, in lower case and without parameters: `text/html`; '' where it says nothing. */
  readonly contentType: string;
  readonly body: Buffer;
}

/**
 * GET (RFC 9110 §9.3.1) over `dial`: through SOCKS5 the name goes to the proxy unresolved. Says nothing about who asks: no
 * User-Agent, no languages, no cookies, no packing. Https is verified; redirects are followed within limits and never to a less
 * protected place (httpAddress.ts). Any status is an answer. Throws NetError.
 */
export async function httpGet(address: URL, wishes: HttpWishes): Promise<HttpAnswer> {
  const deadline = startDeadline(address.hostname, wishes);
  try {
    return await follow(address, { ...wishes, signal: deadline.signal });
  } catch (error) {
    throw deadline.reason() ?? error;
  } finally {
    deadline.stop();
  }
}

interface Wishes extends HttpWishes {
  readonly signal: AbortSignal;
}

async function follow(address: URL, wishes: Wishes): Promise<HttpAnswer> {
  let url = checkAddress(address);
  for (let hops = 0; hops <= limits.httpRedirects; hops++) {
    const answer = await getOnce(url, wishes);
    if (!(answer instanceof URL)) return answer;
    url = answer;
  }
  const message = `${address.hostname} only sends us on, from one address to the next.`;
  throw new NetError('bad-answer', 'later', message);
}

/** One request on a connection of its own: its answer, or where that sends us. */
async function getOnce(url: URL, wishes: Wishes): Promise<HttpAnswer | URL> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isTls = url.protocol === 'https:';
  const port = Number(url.port) || (isTls ? 443 : 80);
  const socket = await dial({ host, port, route: wishes.route, timeoutMs: wishes.timeoutMs, signal: wishes.signal });
  const giveUp = () => {
    socket.destroy();
  };
  wishes.signal.addEventListener('abort', giveUp, { once: true });
  if (wishes.signal.aborted) giveUp();
  try {
    const ca = wishes.ca === undefined ? {} : { ca: wishes.ca };
    const channel = isTls ? await secure(socket, { servername: host, ...ca }) : socket;
    const response = await ask(url, channel);
    return (
      redirectOf(url, response.statusCode ?? 0, response.headers.location) ?? (await readAnswer(url, response, wishes))
    );
  } finally {
    wishes.signal.removeEventListener('abort', giveUp);
    giveUp();
  }
}

function ask(url: URL, channel: Socket): Promise<IncomingMessage> {
  const asked = request({
    createConnection: () => channel,
    path: url.pathname + url.search,
    // Node would add the port of plain HTTP to every other
    headers: { Host: url.host },
    setHost: false,
    maxHeaderSize: limits.httpHeaderBytes,
  });
  return new Promise((resolve, reject) => {
    const fail = (cause?: Error) => {
      asked.destroy();
      reject(answerError(url, cause));
    };
    let hints = 0;
    asked.on('error', fail);
    asked.on('close', fail);
    asked.on('information', () => {
      if (++hints > limits.httpHints) fail();
    });
    asked.on('upgrade', () => {
      fail();
    });
    asked.on('response', (response) => {
      asked.off('close', fail);
      resolve(response);
    });
    asked.end();
  });
}

async function readAnswer(url: URL, response: IncomingMessage, { bodyBytes }: Wishes): Promise<HttpAnswer> {
  const { 'content-encoding': packed = 'identity', 'content-type': type = '' } = response.headers;
  if (packed.toLowerCase() !== 'identity') {
    const message = `${url.hostname} packs its answer, which it was not asked to: what it unpacks to cannot be told.`;
    throw new NetError('bad-answer', 'never', message);
  }
  const body = await readBody(url, response, bodyBytes);
  const contentType = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return { url, status: response.statusCode ?? 0, contentType, body };
}

async function readBody(url: URL, response: IncomingMessage, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > most) throw tooLarge(url, most);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof NetError) throw error;
    throw answerError(url, error);
  }
  if (!response.complete) throw answerError(url, undefined);
  return Buffer.concat(parts);
}

function tooLarge(url: URL, most: number): NetError {
  const message = `${url.hostname} sends more than ${Math.floor(most / 1024)} KB: that is not what was looked for.`;
  return new NetError('too-large', 'never', message);
}

/** Node's parser names what is not HTTP by codes that begin with HPE. */
function answerError(url: URL, cause: unknown): NetError {
  const code = codeOf(cause) ?? '';
  if (code === 'HPE_HEADER_OVERFLOW')
    return new NetError('too-large', 'never', `${url.hostname} sends more header lines than anybody needs.`, { cause });
  if (code.startsWith('HPE_'))
    return new NetError('bad-answer', 'never', `${url.hostname} does not answer as a web server does.`, { cause });
  const message = `${url.hostname} closed the connection before its answer was whole.`;
  return new NetError('closed', 'later', message, { cause });
}

/** One clock for the whole of it: a server that says a byte now and then is not waited for. */
function startDeadline(host: string, { timeoutMs, signal }: HttpWishes) {
  const over = new AbortController();
  let reason: NetError | undefined;
  const stop = (error: NetError) => {
    reason ??= error;
    over.abort();
  };
  const timer = setTimeout(() => {
    const seconds = Math.ceil(timeoutMs / 1000);
    stop(new NetError('timeout', 'later', `${host} did not give its whole answer within ${seconds} seconds.`));
  }, timeoutMs);
  const abort = () => {
    stop(new NetError('aborted', 'later', `The question to ${host} was given up.`));
  };
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort, { once: true });
  return {
    signal: over.signal,
    reason: () => reason,
    stop: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
}
