#!/usr/bin/env node
// The ClickHouse engine in this process: the newer version of each row into a ReplacingMergeTree, merged. Prints DONE SECONDS CPU_SECONDS
// of the second of two runs.
//
//   node batch.js ROWS
const fs = require('fs');
const os = require('os');
const path = require('path');
const { createRequire } = require('module');
const from = process.env.CLICKHOUSE_ORACLE ? path.join(process.env.CLICKHOUSE_ORACLE, 'x.js') : __filename;
const { Session } = createRequire(from)('chdb');

const rows = Number(process.argv[2]);
const session = new Session(fs.mkdtempSync(path.join(os.tmpdir(), 'bench-clickhouse-')));
const run = (sql) => session.query(sql, 'CSV');
const columns = 'id UInt64, ver UInt64, ts DateTime, user String, action String, page String, bytes UInt32';
run('CREATE DATABASE bench');
run(`CREATE TABLE bench.visits (${columns}) ENGINE MergeTree ORDER BY ts`);
run(`INSERT INTO bench.visits SELECT (number * 7919) % ${Math.floor((rows + 1) / 2)}, number,
  toDateTime('2026-05-01 00:00:00', 'UTC') + intDiv(number, 4), concat('u', toString((number * 31) % 100000)),
  multiIf(number % 3 = 0, 'view', number % 3 = 1, 'click', 'buy'), concat('/p/', toString((number * 17) % 1000)),
  (number * 101) % 5000 FROM numbers(${rows})`);
let cpu;
let start;
for (let i = 0; i < 2; i++) {
  run('DROP TABLE IF EXISTS bench.newest');
  run(`CREATE TABLE bench.newest (${columns}) ENGINE ReplacingMergeTree(ver) ORDER BY id`);
  cpu = process.cpuUsage();
  start = process.hrtime.bigint();
  run('INSERT INTO bench.newest SELECT * FROM bench.visits');
  run('OPTIMIZE TABLE bench.newest FINAL');
}
const used = process.cpuUsage(cpu);
const seconds = Number(process.hrtime.bigint() - start) / 1e9;
const kept = Number(String(run('SELECT count() FROM bench.newest')).trim());
if (kept !== Math.floor((rows + 1) / 2)) {
  console.error(`kept ${kept} rows of ${rows}`);
  process.exit(1);
}
console.log(`DONE ${seconds} ${(used.user + used.system) / 1e6}`);
session.close();
