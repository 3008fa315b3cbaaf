import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ProblemError } from '@slipway/api';

/** Hashes and checks passwords with argon2id, a few at a time. */
export interface Passwords {
  /** A PHC string: it names what it was made with. */
  hash(password: string): Promise<string>;
  /** Takes as long for somebody unknown or without a password (null), and is then false. */
  isRight(password: string, stored: string | null): Promise<boolean>;
}

interface Cost {
  memoryKiB: number;
  passes: number;
  lanes: number;
}

/** OWASP's first choice for argon2id, 2025. */
const COST: Cost = { memoryKiB: 47_104, passes: 1, lanes: 1 };
const TAG_BYTES = 32;
/** Node's pool has four threads; files and names need some of them. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 100;

const derive = promisify(argon2);

export function createPasswords(): Passwords {
  const queue = createQueue(MOST_AT_ONCE, MOST_WAITING);
  const hash = (password: string): Promise<string> => queue(() => make(password));
  const nobodys = make(randomBytes(32).toString('base64'));
  return {
    hash,
    async isRight(password, stored) {
      const compared = stored ?? (await nobodys);
      return (await queue(() => matches(password, compared))) && stored !== null;
    },
  };
}

async function make(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive('argon2id', parametersOf(password, salt, COST));
  const { memoryKiB, passes, lanes } = COST;
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${text(salt)}$${text(tag)}`;
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

async function matches(password: string, stored: string): Promise<boolean> {
  const [, m, t, p, salt = '', tag = ''] = phc.exec(stored) ?? [];
  const expected = Buffer.from(tag, 'base64');
  if (expected.length !== TAG_BYTES) throw new Error('A stored password hash cannot be read.');
  const cost = { memoryKiB: Number(m), passes: Number(t), lanes: Number(p) };
  const actual = await derive('argon2id', parametersOf(password, Buffer.from(salt, 'base64'), cost));
  return timingSafeEqual(actual, expected);
}

function parametersOf(password: string, salt: Buffer, { memoryKiB, passes, lanes }: Cost): Argon2Parameters {
  // The same letter typed on two keyboards may come in two encodings.
  const message = password.normalize('NFKC');
  return { message, nonce: salt, memory: memoryKiB, passes, parallelism: lanes, tagLength: TAG_BYTES };
}

function text(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

type Queue = <T>(work: () => Promise<T>) => Promise<T>;

function createQueue(mostAtOnce: number, mostWaiting: number): Queue {
  const waiting: (() => void)[] = [];
  let running = 0;
  const enter = async (): Promise<void> => {
    if (running < mostAtOnce) {
      running += 1;
      return;
    }
    if (waiting.length >= mostWaiting)
      throw new ProblemError('busy', 'Too many people sign in at once. Try again in a moment.');
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leave = (): void => {
    const next = waiting.shift();
    // Whoever is next takes the place over.
    if (next) next();
    else running -= 1;
  };
  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
