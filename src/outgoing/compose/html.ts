/**
 * HTML without what its editor noted for itself: `<meta>` (generator, author, charset), comments, the Message-ID of the quoted
 * mail, the editor's own class names, and addresses of things on the writer's machine or in their mailbox. Not a style: who
 * knows an editor's HTML knows it still. Each pattern reads the text once.
 */
export function cleanHtml(html: string): string {
  return notes.reduce((text, [pattern, instead]) => text.replace(pattern, instead), withoutComments(html));
}

const notes: readonly (readonly [RegExp, string])[] = [
  [/<meta\b[^<>]*>[\r\n]*/gi, ''],
  [/\scite=(?:"mid:[^"<>]*"|'mid:[^'<>]*')/gi, ''],
  [/\sclass="(?:moz-|gmail_|Apple-|Mso)[^"<>]*"/gi, ''],
  [/\s(?:moz-do-not-send|data-(?:mce|moz|mozilla)-[a-z-]+)="[^"<>]*"/gi, ''],
  [/(\s(?:src|href|background)=")(?:file|imaps?|mailbox(?:-message)?|moz-[a-z]+|blob):[^"<>]*/gi, '$1about:blank'],
  [/(\s(?:src|href|background)=')(?:file|imaps?|mailbox(?:-message)?|moz-[a-z]+|blob):[^'<>]*/gi, '$1about:blank'],
];

/** Comments hold editors' names and versions; one that is never closed is left alone. */
function withoutComments(html: string): string {
  const kept: string[] = [];
  let at = 0;
  for (;;) {
    const start = html.indexOf('<!--', at);
    const end = start < 0 ? -1 : html.indexOf('-->', start + 4);
    if (end < 0) return kept.length === 0 ? html : kept.join('') + html.slice(at);
    kept.push(html.slice(at, start));
    at = end + 3;
  }
}
