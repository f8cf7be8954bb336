import { PostgresDialect } from 'kysely';
import pg from 'pg';

const bigint = pg.types.builtins.INT8;

/** PostgreSQL for Kysely. `count(*)`, ids and times are bigint there and stay below 2^53: they become numbers. */
export function openPostgres(url: string): PostgresDialect {
  const types: pg.CustomTypesConfig = {
    getTypeParser: (type: Parameters<typeof pg.types.getTypeParser>[0], format?: 'text' | 'binary') =>
      type === bigint ? Number : (pg.types.getTypeParser(type, format) as (text: string) => unknown),
  };
  const pool = new pg.Pool({ connectionString: url, max: 10, types });
  // A connection that breaks while idle (the database restarts) is replaced; the next question tells if it cannot be.
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}
