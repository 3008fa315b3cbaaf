import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { until } from './until.ts';

export interface ReceivedMail {
  to: string[];
  /** Headers and body as they came. */
  source: string;
  /** The body without its transfer encoding. */
  text: string;
}

export interface TestSmtp {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** The next mail to somebody; removes it. */
  mailTo(address: string): Promise<ReceivedMail>;
  /** Refuses the next so many recipients with this code. */
  refuse(times: number, code: number): void;
  close(): Promise<void>;
}

/** A real SMTP server on a port of its own. */
export async function startSmtp(): Promise<TestSmtp> {
  const mails: ReceivedMail[] = [];
  let refusals = { times: 0, code: 450 };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      if (refusals.times <= 0) return done();
      refusals = { ...refusals, times: refusals.times - 1 };
      done(Object.assign(new Error(`${address} is not here`), { responseCode: refusals.code }));
    },
    onData(stream, session, done) {
      textOf(stream).then((source) => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, source, text: bodyOf(source) });
        done();
      }, done);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    async mailTo(address) {
      const mail = await until(`a mail to ${address}`, () => mails.find(({ to }) => to.includes(address)));
      mails.splice(mails.indexOf(mail), 1);
      return mail;
    },
    refuse(times, code) {
      refusals = { times, code };
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function bodyOf(source: string): string {
  const [head = '', ...rest] = source.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  if (!/quoted-printable/i.test(head)) return body;
  return body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
