import { redact, redactText } from './redact.ts'

/** Where messages for the developer go. */
export interface Logger {
  warn(message: string, details?: unknown): void
  error(message: string, details?: unknown): void
}

/** A logger that masks secrets in everything before it passes it on. */
export function redacting(logger: Logger): Logger {
  return {
    warn: (message, details) => logger.warn(redactText(message), redact(details)),
    error: (message, details) => logger.error(redactText(message), redact(details)),
  }
}

/** The console, with secrets masked. */
export const consoleLogger: Logger = {
  warn: (message, details) => console.warn(...masked(message, details)),
  error: (message, details) => console.error(...masked(message, details)),
}

/** Without an `undefined` behind what needs no details. */
function masked(message: string, details: unknown): unknown[] {
  return details === undefined ? [redactText(message)] : [redactText(message), redact(details)]
}
