import { utf8 } from '../../base/bytes';
import type { Random } from '../../base/random';
import { encodeBase64Lines } from '../../protocol/mime';
import { readUrlRequest } from '../../protocol/nymserv';
import { dateField } from './conf';
import { postSymmetric } from './post';
import type { Server } from './types';

/** A payload to `url@`: answered with made-up pages, for nothing here touches the network (nymserv.md §7). */
export async function handleUrl(server: Server, payload: Buffer): Promise<void> {
  const request = readUrlRequest(payload);
  if (!request) {
    server.record.refused.push('a URL request without url or key');
    return;
  }
  const page = utf8(pageText(server, request.urls));
  await postSymmetric(server, request.hsub ?? request.key, request.key, page);
}

function pageText(server: Server, urls: readonly string[]): string {
  const boundary = `===============${digits(server.random, 19)}==`;
  const parts = urls.map((url) => `--${boundary}\n${partText(url)}`);
  return `From foo@bar Thu Jan  1 00:00:01 1970
Content-Type: multipart/alternative;
 boundary="${boundary}"
MIME-Version: 1.0
From: url@${server.domain}
To: somebody@alt.anonymous.messages
Subject: Nym Retrieval
Date: ${dateField(server.clock.now())}

${parts.join('\n')}
--${boundary}--

`;
}

/** As the real server encodes them: what is not ASCII as base64. */
function partText(url: string): string {
  if (url.endsWith('/missing'))
    return part(url, 'text/plain; charset="us-ascii"', '7bit', `Could not fetch ${url}: 404 error`);
  if (!url.endsWith('.html')) return part(url, 'text/plain; charset="us-ascii"', '7bit', plainPage);
  return part(url, 'text/html; charset="utf-8"', 'base64', encodeBase64Lines(utf8(htmlPage)));
}

const plainPage = 'A page of the sandbox, made up on the spot.\n>From the start of a line.\n';

const htmlPage = `<html><head><title>A page of the sandbox – made up</title></head>
<body><p>Nothing was <b>fetched</b> for this page.</p><p>See <a href="/more.html">more</a>.</p>
<img src="http://tracker.test/pixel.gif"></body></html>
`;

function part(url: string, type: string, encoding: string, body: string): string {
  return `Content-Type: ${type}
MIME-Version: 1.0
Content-Transfer-Encoding: ${encoding}
Content-Description: ${url}

${body}`;
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => String(random.below(10))).join('');
}
