import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { ProblemError } from '@slipway/api';
import { PROBLEM_TYPE, problemOf } from './problem-reply.ts';

type Answerer = (error: Error & { code?: string }, socket: Socket) => void;

/** Answers bytes that are no HTTP request at all, for which there is neither request nor reply. */
export function badHttpAnswerer(headers: Readonly<Record<string, string>>): Answerer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return (error, socket) => answerBadHttp(error, socket, lines.join(''));
}

function answerBadHttp(error: Error & { code?: string }, socket: Socket, headers: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(
    new ProblemError(
      'invalid-request',
      `This is no HTTP request that can be read (${error.code ?? 'unknown'}).`,
    ),
  );
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}Connection: close\r\n\r\n${body}`,
  );
}
