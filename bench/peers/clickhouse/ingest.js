#!/usr/bin/env node
// The ClickHouse engine in this process: loads files of events into a table with the four views of the example, and prints the CPU
// time that each file took, in microseconds.
//
//   node ingest.js WARM_UP.ndjson EVENTS.ndjson [ROWS]      ROWS: so many rows an INSERT (default: as the engine likes)
const fs = require('fs');
const os = require('os');
const path = require('path');
const { createRequire } = require('module');
const from = process.env.CLICKHOUSE_ORACLE ? path.join(process.env.CLICKHOUSE_ORACLE, 'x.js') : __filename;
const { Session } = createRequire(from)('chdb');

const schema = `event_id String, timestamp DateTime, session_id String, action LowCardinality(String),
  version LowCardinality(String), payload String`;
const statements = [
  'CREATE DATABASE bench',
  `CREATE TABLE bench.events (${schema}) ENGINE MergeTree PARTITION BY toYYYYMM(timestamp) ORDER BY timestamp`,
  `CREATE MATERIALIZED VIEW bench.hits_by_hour ENGINE AggregatingMergeTree PARTITION BY toYYYYMM(hour) ORDER BY (hour, action)
     AS SELECT toStartOfHour(timestamp) AS hour, action, countState() AS hits, uniqState(session_id) AS sessions
     FROM bench.events GROUP BY hour, action`,
  `CREATE MATERIALIZED VIEW bench.hits_by_minute ENGINE AggregatingMergeTree PARTITION BY toYYYYMM(minute)
     ORDER BY (minute, action, version) AS SELECT toStartOfMinute(timestamp) AS minute, action, version, countState() AS hits
     FROM bench.events GROUP BY minute, action, version`,
  `CREATE MATERIALIZED VIEW bench.sessions ENGINE AggregatingMergeTree ORDER BY session_id
     AS SELECT session_id, minSimpleState(timestamp) AS first_seen, maxSimpleState(timestamp) AS last_seen,
     countState() AS hits, argMaxState(action, timestamp) AS last_action FROM bench.events GROUP BY session_id`,
  `CREATE MATERIALIZED VIEW bench.traffic_by_page ENGINE AggregatingMergeTree PARTITION BY toYYYYMM(day) ORDER BY (day, page)
     AS SELECT toDate(timestamp) AS day, JSONExtractString(payload, 'pathname') AS page, countState() AS hits,
     sumState(JSONExtractInt(payload, 'bytes')) AS bytes FROM bench.events GROUP BY day, page`,
];

const [warmUp, events, rows] = process.argv.slice(2);
const session = new Session(fs.mkdtempSync(path.join(os.tmpdir(), 'bench-clickhouse-')));
statements.forEach((s) => session.query(s, 'CSV'));
const settings = rows
  ? ` SETTINGS max_insert_block_size = ${rows}, min_insert_block_size_rows = ${rows}, min_insert_block_size_bytes = 0,
      max_block_size = ${rows}, input_format_parallel_parsing = 0`
  : '';
for (const file of [warmUp, events]) {
  const before = process.cpuUsage();
  session.query(`INSERT INTO bench.events SELECT * FROM file('${file}', JSONEachRow, '${schema.replace(/\s+/g, ' ')}')${settings}`, 'CSV');
  const used = process.cpuUsage(before);
  console.log(`CPU ${used.user + used.system}`);
}
console.log(`COUNT ${String(session.query('SELECT countMerge(hits) FROM bench.hits_by_minute', 'CSV')).trim()}`);
session.close();
