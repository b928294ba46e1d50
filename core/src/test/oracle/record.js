#!/usr/bin/env node
// Asks the engine that defined the dialect for the answers to queries, for the conformance suite.
//
//   npm install chdb                                        (once, anywhere; Linux x64; NODE_PATH must lead to it)
//   node record.js SETUP_FOLDER < queries > answers         lines "> query" in, the same with their answers out
//   node record.js --parse SETUP_FOLDER < queries > trees   only whether the engine parses them: "+" or "!" a line
//
// SETUP_FOLDER has setup.sql (the table `events`) and setup-NAME.sql. Queries that the engine refuses are left out, or marked
// "!" with --refused.
const fs = require('fs');
const os = require('os');
const path = require('path');
const { Session } = require('chdb');

const flags = process.argv.slice(2).filter((a) => a.startsWith('--'));
const folder = process.argv.slice(2).find((a) => !a.startsWith('--'));
const SETTINGS = ' SETTINGS output_format_json_quote_64bit_integers = 0, max_execution_time = 20';

const session = new Session(fs.mkdtempSync(path.join(os.tmpdir(), 'oracle-')));
for (const file of fs.readdirSync(folder).filter((f) => /^setup.*\.sql$/.test(f))) {
  const table = file === 'setup.sql' ? 'events' : file.slice('setup-'.length, -'.sql'.length);
  session.query(`CREATE TABLE ${table} ENGINE = MergeTree ORDER BY tuple() AS ${fs.readFileSync(path.join(folder, file), 'utf8')}`);
}
session.query('SET output_format_json_quote_64bit_integers = 0');
let answered = 0;
let refused = 0;
for (const line of fs.readFileSync(0, 'utf8').split('\n')) {
  if (!line.startsWith('> ')) continue;
  const query = line.slice(2);
  try {
    if (flags.includes('--parse')) {
      session.query(`EXPLAIN AST ${query}`, 'TSVRaw');
      console.log(`+ ${query}`);
    } else {
      const set = / SETTINGS | FORMAT /.test(query) ? '' : SETTINGS;
      const rows = session.query(query + set, 'JSONCompactEachRow');
      console.log(line);
      for (const row of rows.split('\n')) if (row) console.log(`< ${row}`);
    }
    answered++;
  } catch (e) {
    refused++;
    if (flags.includes('--parse')) console.log(`! ${query}`);
    else if (flags.includes('--refused')) console.log(`${line}\n! ${String(e.message).replace(/\s+/g, ' ').slice(0, 160)}`);
    if (flags.includes('--why')) console.error(`${line}\n   ${String(e.message).replace(/\s+/g, ' ').slice(0, 300)}`);
  }
}
console.error(`${answered} answered, ${refused} refused`);
session.close();
process.exit(0);
