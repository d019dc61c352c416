/**
 * A stranger's text as it may be printed on a screen, on one line and of `most` characters: without controls, and without what
 * turns the direction of writing, both of which a screen would obey.
 */
export function plainLine(text: string, most = 120): string {
  const plain = text.slice(0, most + 1).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '?');
  return plain.length > most ? `${plain.slice(0, most)}...` : plain;
}

/** The same for a text on as many lines as it has, and whole: line feeds and tabs stay. */
export function plainText(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\p{Bidi_Control}\u2028\u2029]/gu, '?');
}
