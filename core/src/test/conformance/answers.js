#!/usr/bin/env node
// Writes the answers of the engine that defined the dialect into files of queries:
//
//   ORACLE=<folder with node_modules/chdb> node answers.js FILE...
//
// A line `> query` is kept, with the lines `~` and `#` after it; its lines `<` and `!` are made anew. With -d a query that the engine
// refuses is dropped, which is how generated queries are sifted.
const fs = require('fs');
const path = require('path');
const { Session } = require(path.join(process.env.ORACLE || '.', 'node_modules', 'chdb'));

const folder = path.join(__dirname, '..', 'resources', 'conformance');
const session = new Session();
for (const file of fs.readdirSync(folder).filter((f) => /^setup.*\.sql$/.test(f)).sort()) {
  const name = file === 'setup.sql' ? 'events' : file.slice('setup-'.length, -'.sql'.length);
  session.query(`CREATE TABLE ${name} ENGINE = Memory AS ${fs.readFileSync(path.join(folder, file), 'utf8')}`);
}
const drop = process.argv.includes('-d');
for (const file of process.argv.slice(2).filter((a) => a !== '-d')) {
  const out = [];
  let query = null;
  let kept = [];
  const flush = () => {
    if (query === null) {
      out.push(...kept);
    } else {
      const rows = answer(query);
      if (!(drop && rows[0] && rows[0].startsWith('!'))) out.push('> ' + query, ...kept, ...rows);
    }
    kept = [];
  };
  for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
    if (line.startsWith('> ')) {
      flush();
      query = line.slice(2);
    } else if (line && !line.startsWith('< ') && !line.startsWith('! ')) {
      kept.push(line);
    }
  }
  flush();
  fs.writeFileSync(file, out.join('\n') + '\n');
}

function answer(query) {
  try {
    const text = session.query(
      query + ' SETTINGS output_format_json_quote_64bit_integers = 0 FORMAT JSONCompactEachRow') || '';
    return text.split('\n').filter((l) => l).map((l) => '< ' + l);
  } catch (e) {
    const found = /Code: (\d+)\..*\(([A-Z_0-9]+)\)\s*$/s.exec(String(e.message || e));
    return ['! ' + (found ? found[2] : 'ERROR')];
  }
}
