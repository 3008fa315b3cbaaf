import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { findOrMakeKey } from './key-file.ts';

/** Keeps texts so that the database alone does not tell them. */
export interface Secrets {
  /** `context` says what it is for and where it belongs; only with the same one can it be read. */
  encrypt(text: string, context: string): Buffer;
  /** Throws `SecretError`. */
  decrypt(sealed: Buffer, context: string): string;
}

export interface SecretKeyOptions {
  /** The data folder: without a given key, one is made and kept there. */
  readonly data: string;
  readonly secretKey: string | null;
}

/** `message` says what happened and what to do. */
export class SecretError extends Error {
  readonly code: 'another-key' | 'damaged';

  constructor(code: SecretError['code'], message: string) {
    super(message);
    this.name = 'SecretError';
    this.code = code;
  }
}

const CIPHER = 'aes-256-gcm';
const VERSION = 1;
const ID_BYTES = 8;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + ID_BYTES + NONCE_BYTES;

interface Key {
  readonly bytes: Buffer;
  /** Tells keys apart and nothing of them. */
  readonly id: Buffer;
}

/** The key is looked for when it is first needed: an installation without secrets has no key file. */
export function openSecretKey({ data, secretKey }: SecretKeyOptions): Secrets {
  let key: Key | undefined;
  const open = (): Key => {
    key ??= keyOf(secretKey ?? findOrMakeKey(data));
    return key;
  };
  return {
    encrypt: (text, context) => seal(open(), text, context),
    decrypt: (sealed, context) => unseal(open(), sealed, context),
  };
}

function keyOf(material: string): Key {
  const derive = (purpose: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync('sha256', material, 'slipway', purpose, bytes));
  return { bytes: derive('secrets', 32), id: derive('key id', ID_BYTES) };
}

/** Version, key id, nonce, ciphertext, tag. */
function seal(key: Key, text: string, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), key.id, nonce, sealed, cipher.getAuthTag()]);
}

function unseal(key: Key, sealed: Buffer, context: string): string {
  if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== VERSION) throw damaged(context);
  if (!sealed.subarray(1, 1 + ID_BYTES).equals(key.id)) throw anotherKey(context);
  const decipher = createDecipheriv(CIPHER, key.bytes, sealed.subarray(1 + ID_BYTES, HEAD_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    throw damaged(context);
  }
}

function anotherKey(context: string): SecretError {
  return new SecretError(
    'another-key',
    `The secret ${context} was encrypted with another key. Start Slipway with that SLIPWAY_SECRET_KEY, put the file secret-key back into the data folder, or set the secret anew.`,
  );
}

function damaged(context: string): SecretError {
  return new SecretError('damaged', `The secret ${context} cannot be read: it was changed. Set it anew.`);
}
