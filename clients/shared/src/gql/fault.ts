import type { Key } from '../i18n';

/** The server's error codes (internal/fault), and two that only a client can meet. */
export type Code =
  | 'NOT_FOUND' | 'BAD_REQUEST' | 'CONFLICT' | 'ILLEGAL_ACT' | 'UNAUTHENTICATED' | 'LIMIT_EXCEEDED' | 'UNAVAILABLE' | 'COMMITTED' | 'INTERNAL'
  | 'OFFLINE'   // the server could not be reached at all
  | 'OUTDATED'; // the server no longer knows this page's operations: a new version is out

/** What went wrong, as the page shows it. The message is the server's, in the reader's language, or empty. */
export class Fault extends Error {
  readonly code: Code;
  /** The id that a person quotes to support; the log has the rest under it. */
  readonly id?: string;
  /** Path of the input at fault: "input.bedrooms". */
  readonly field?: string;
  /** True when we asked too often (HTTP 429): the same a moment later is taken. */
  readonly tooOften: boolean;

  constructor(code: Code, message = '', at: { id?: string; field?: string; status?: number } = {}) {
    super(message);
    this.name = 'Fault';
    this.code = code;
    this.id = at.id;
    this.field = at.field;
    this.tooOften = at.status === 429;
  }
}

/** Makes a Fault of anything that was thrown. */
export function faultOf(error: unknown): Fault {
  return error instanceof Fault ? error : new Fault('INTERNAL');
}

/** Reports whether doing exactly the same again may help. */
export function isPassing({ code, tooOften }: Fault): boolean {
  return code === 'UNAVAILABLE' || code === 'OFFLINE' || tooOften;
}

/** The catalogue keys of the heading and the advice for a code. */
export function textsOf({ code }: Fault): { title: Key; advice: Key } {
  return { title: `fault.${code}.title`, advice: `fault.${code}.advice` };
}
