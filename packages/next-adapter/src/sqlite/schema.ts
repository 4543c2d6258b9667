/** Marks a file as ours: `Slui` in ASCII. */
export const applicationId = 0x53_6c_75_69

/**
 * Brings a file from one version to the next; the first one starts with an empty file. Ledger and counters are one schema, so
 * that they may share a file. What was released is never changed, only added to.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE calls (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at NUMERIC NOT NULL,
    caller TEXT NOT NULL,
    outcome TEXT NOT NULL,
    provider TEXT,
    model TEXT,
    target TEXT,
    inputTokens NUMERIC NOT NULL,
    outputTokens NUMERIC NOT NULL,
    cachedInputTokens NUMERIC,
    cacheWriteInputTokens NUMERIC,
    cacheWrite1hInputTokens NUMERIC,
    imageInputTokens NUMERIC,
    audioInputTokens NUMERIC,
    imageOutputTokens NUMERIC,
    audioOutputTokens NUMERIC,
    reasoningTokens NUMERIC,
    estimated INTEGER NOT NULL,
    -- Whole units and billionths apart: together they would not fit into 64 bits.
    cnyUnits INTEGER,
    cnyNanos INTEGER,
    usdUnits INTEGER,
    usdNanos INTEGER,
    unpriced NUMERIC NOT NULL,
    durationMs NUMERIC NOT NULL,
    firstContentMs NUMERIC,
    -- The record as it was, in JSON: the columns above are what is searched and added up.
    record TEXT NOT NULL
  );
  CREATE INDEX calls_at ON calls (at);
  CREATE INDEX calls_caller_at ON calls (caller, at);

  CREATE TABLE tags (
    seq INTEGER NOT NULL REFERENCES calls ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (seq, name)
  ) WITHOUT ROWID;
  CREATE INDEX tags_value ON tags (name, value, seq);

  CREATE TABLE counters (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    start REAL NOT NULL,
    -- What is left of a bucket, what was used of a window, what was spent of a budget.
    value REAL NOT NULL,
    -- The sum of what its holders have.
    held REAL NOT NULL,
    at REAL NOT NULL,
    -- When nothing of it need be known any more.
    idleAt REAL NOT NULL,
    UNIQUE (kind, key, start)
  );
  CREATE INDEX counters_idle ON counters (idleAt);

  CREATE TABLE holders (
    counter INTEGER NOT NULL REFERENCES counters ON DELETE CASCADE,
    name TEXT NOT NULL,
    amount REAL NOT NULL,
    endsAt REAL NOT NULL,
    PRIMARY KEY (counter, name)
  ) WITHOUT ROWID;
  CREATE INDEX holders_end ON holders (counter, endsAt);

  CREATE TABLE parts (
    counter INTEGER NOT NULL REFERENCES counters ON DELETE CASCADE,
    until REAL NOT NULL,
    amount REAL NOT NULL,
    PRIMARY KEY (counter, until)
  ) WITHOUT ROWID;
  `,
]
