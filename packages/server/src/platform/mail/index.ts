export { createMail, createNoMail, type Mail, type MailOptions, type Message } from './mail.ts';
