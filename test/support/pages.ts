/** An answer to a URL request as the nym server writes it, without its mbox line. */
export function answer(...parts: readonly string[]): Buffer {
  return Buffer.from(
    [
      'Content-Type: multipart/alternative;\n boundary="===============6249986729179817670=="',
      'MIME-Version: 1.0\nFrom: url@nym.test\nTo: somebody@alt.anonymous.messages\nSubject: Nym Retrieval\n',
      ...parts.map((part) => `--===============6249986729179817670==\nMIME-Version: 1.0\n${part}`),
      '--===============6249986729179817670==--\n\n',
    ].join('\n'),
    'latin1',
  );
}

/** A part of it that is plain text. */
export const plain = (url: string, text: string, charset = 'us-ascii') =>
  `Content-Type: text/plain; charset="${charset}"\nContent-Transfer-Encoding: 7bit\nContent-Description: ${url}\n\n${text}`;

/** A part of it that is HTML. */
export const html = (url: string, text: string, charset = 'utf-8') =>
  `Content-Type: text/html; charset="${charset}"\nContent-Transfer-Encoding: base64\nContent-Description: ${url}\n\n${Buffer.from(text).toString('base64')}\n`;
