import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { KnownItem, NewItem } from './item-row.ts';
import type { WriteAheadLog } from './write-ahead-log.ts';

/**
 * The calls that are made for every upload, as prepared statements on SQLite: a query builder's work for each would
 * cost more than the statements themselves. The conformance suite runs on both ways.
 */
export class HotItems {
  readonly #database: DatabaseSync;
  readonly #log: WriteAheadLog;
  readonly #known: StatementSync;
  readonly #taken: StatementSync;
  #insert: { readonly columns: readonly string[]; readonly statement: StatementSync } | undefined;

  constructor(database: DatabaseSync, log: WriteAheadLog) {
    this.#database = database;
    this.#log = log;
    this.#known = database.prepare(
      `select id, owner_id, hash, size, path, removed_at from items
       where hash in (select value from json_each(?))`,
    );
    this.#taken = database.prepare(
      `select path_key from items
       where path_key in (select value from json_each(?)) and removed_at is null`,
    );
  }

  known(hashes: readonly string[]): readonly KnownItem[] {
    return this.#known.all(JSON.stringify(hashes)) as unknown as readonly KnownItem[];
  }

  taken(pathKeys: readonly string[]): readonly string[] {
    return (this.#taken.all(JSON.stringify(pathKeys)) as { path_key: string }[]).map((row) => row.path_key);
  }

  /** One transaction, not durable before `durable` is fulfilled; the caller holds the connection. */
  add(items: readonly NewItem[]): { readonly ids: readonly number[]; readonly durable: Promise<void> } {
    const { columns, statement } = this.#insertFor(items[0] ?? {});
    const ids = this.#log.withoutSync(() => {
      this.#database.exec('begin immediate');
      try {
        const added = items.map((item) => {
          const values = columns.map((column) => (item as Record<string, unknown>)[column] as SQLInputValue);
          return Number(statement.run(...values).lastInsertRowid);
        });
        this.#database.exec('commit');
        return added;
      } catch (error) {
        this.#database.exec('rollback');
        throw error;
      }
    });
    return { ids, durable: this.#log.sync() };
  }

  /** Fulfilled when everything that can be seen now is on the disk. */
  settled(): Promise<void> {
    return this.#log.settled();
  }

  #insertFor(example: object): { readonly columns: readonly string[]; readonly statement: StatementSync } {
    const columns = Object.keys(example);
    if (this.#insert?.columns.join() === columns.join()) return this.#insert;
    const places = columns.map(() => '?').join(', ');
    const statement = this.#database.prepare(`insert into items (${columns.join(', ')}) values (${places})`);
    this.#insert = { columns, statement };
    return this.#insert;
  }
}
