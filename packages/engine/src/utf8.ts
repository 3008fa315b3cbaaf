const replacementCharacter = 0xfffd;

/** UTF-8 bytes of `text`. An unpaired surrogate becomes U+FFFD, as in the WHATWG encoding standard. */
export function utf8Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) appendUtf8(bytes, scalarOf(character));
  return bytes;
}

function scalarOf(character: string): number {
  const code = character.codePointAt(0) ?? replacementCharacter;
  return isSurrogate(code) ? replacementCharacter : code;
}

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff;
}

function appendUtf8(bytes: number[], code: number): void {
  if (code < 0x80) bytes.push(code);
  else if (code < 0x800) bytes.push(0xc0 | (code >> 6), tail(code));
  else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), tail(code >> 6), tail(code));
  else bytes.push(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code));
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f);
}
