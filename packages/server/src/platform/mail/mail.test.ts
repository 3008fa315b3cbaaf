import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSmtp, type TestSmtp } from '../../../../../test/support/smtp.ts';
import { until } from '../../../../../test/support/until.ts';
import { createLog } from '../log/index.ts';
import { createMail, type Mail } from './index.ts';

let smtp: TestSmtp;
const lines: string[] = [];
const log = createLog('debug', { write: (line) => void lines.push(line) });
const mails: Mail[] = [];

beforeAll(async () => {
  smtp = await startSmtp();
});
afterAll(async () => {
  await Promise.all(mails.map((mail) => mail.close()));
  await smtp.close();
});

function mailBy(url: string, pausesMs: readonly number[] = [1, 1]): Mail {
  const mail = createMail({ url, from: 'Slipway <slipway@example.com>', log, pausesMs });
  mails.push(mail);
  return mail;
}

const message = { to: 'ada@example.com', subject: 'Grüße', text: 'Read this: https://example.com/x#y' };

describe('a mail', () => {
  test('arrives as it was written', async () => {
    mailBy(smtp.url).send(message);

    const mail = await smtp.mailTo('ada@example.com');

    expect(mail.text.trim()).toBe('Read this: https://example.com/x#y');
    expect(mail.source).toMatch(/^From: Slipway <slipway@example\.com>\r$/m);
    expect(mail.source).toMatch(/^Subject: =\?UTF-8\?/m);
  });

  test('is tried again when the server has no time for it', async () => {
    smtp.refuse(2, 450);

    mailBy(smtp.url).send(message);

    expect((await smtp.mailTo('ada@example.com')).to).toEqual(['ada@example.com']);
  });

  test('that is refused for good is given up, and the log does not say to whom it went', async () => {
    smtp.refuse(10, 550);
    lines.length = 0;

    mailBy(smtp.url).send(message);
    await until('the failure is logged', () => lines.length > 0);

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', responseCode: 550, willRetry: false });
    expect(lines.join()).not.toMatch(/ada|example\.com/);
    smtp.refuse(0, 450);
  });

  test('cannot smuggle in headers or recipients', async () => {
    const to = 'eve@example.com';

    mailBy(smtp.url).send({
      to,
      subject: 'x\r\nBcc: victim@example.com',
      text: '.\r\nRCPT TO:<victim@example.com>',
    });
    const mail = await smtp.mailTo(to);

    expect(mail.to).toEqual([to]);
    expect(mail.source).not.toMatch(/^Bcc:/m);
  });

  test('does not hold up the end of the server when nobody answers', async () => {
    const mail = mailBy('smtp://127.0.0.1:1', [60_000]);
    lines.length = 0;
    mail.send(message);
    await until('the first attempt has failed', () => lines.length > 0);

    await mail.close();

    expect(lines).toHaveLength(1);
  });
});
