// Subscribe to Marsad's items without missing one. Needs only `npm install ioredis`.
//
//     node node_subscriber.mjs redis://127.0.0.1:6399 newsdesk desk-1
//
// A group of your own gets every item; consumers of one group share them. An entry counts as done when `handle`
// returned; after a crash it comes again. Ends on SIGTERM when the entry in hand is done.

import Redis from "ioredis";

const [url = "redis://127.0.0.1:6399", group = "newsdesk", consumer = "node-1", stream = "marsad:items"] = process.argv.slice(2);
const client = new Redis(url, { maxRetriesPerRequest: null, enableReadyCheck: false });
client.on("error", (error) => console.error(`Redis does not answer, trying again: ${error.message}`));

async function handle(id, fields) {
  const told = JSON.parse(fields.data);
  console.log([id, fields.type, fields.topics, told.title ?? told.summary ?? told.id].join(" "));
}

// [[id, [name, value, …]], …] to [[id, {name: value, …}], …]; an entry that was trimmed has no fields.
const named = (entries) => entries.map(([id, flat]) => {
  const fields = {};
  for (let at = 0; flat && at < flat.length; at += 2) fields[flat[at]] = flat[at + 1];
  return [id, flat ? fields : null];
});

async function read(after, ...wait) {
  const answer = await client.xreadgroup("GROUP", group, consumer, "COUNT", 32, ...wait, "STREAMS", stream, after);
  return answer ? named(answer[0][1]) : [];
}

async function settle(entries) {
  for (const [id, fields] of entries) {
    if (fields) await handle(id, fields);
    await client.xack(stream, group, id);
  }
  return entries;
}

let running = true;
process.on("SIGTERM", () => { running = false; });

await client.xgroup("CREATE", stream, group, "0", "MKSTREAM").catch((error) => {
  if (!error.message.includes("BUSYGROUP")) throw error;
});
for (let after = "0", mine; (mine = await settle(await read(after))).length > 0;) after = mine.at(-1)[0];
while (running) {
  const [, abandoned] = await client.xautoclaim(stream, group, consumer, 60_000, "0-0", "COUNT", 32);
  await settle(named(abandoned));
  await settle(await read(">", "BLOCK", 2000));
}
await client.quit();
