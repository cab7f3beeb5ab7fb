/** The floor of applying: `patch.mjs URL TOKEN ID ROLE COUNT` gives so many members another role, one request after the other. */
const [, , address, token, id, role, count] = process.argv;
const headers = {
  authorization: `Bearer ${token}`,
  "x-organization-id": id,
  "content-type": "application/json",
};
const members = `${address}/api/organizations/${id}/members`;

const ids = [];
for (let cursor = ""; cursor !== null;) {
  const answer = await fetch(`${members}?limit=1000${cursor && `&cursor=${cursor}`}`, { headers });
  const { data, meta } = await answer.json();
  for (const member of data) if (member.role === "viewer") ids.push(member.id);
  cursor = meta.next_cursor ?? null;
}
if (ids.length < Number(count)) throw new Error(`Only ${ids.length} members are viewers.`);
for (const member of ids.slice(0, Number(count))) {
  const answer = await fetch(`${members}/${member}`, {
    method: "PATCH",
    headers,
    body: JSON.stringify({ role }),
  });
  if (!answer.ok) throw new Error(`${member} answered ${answer.status}.`);
  await answer.arrayBuffer();
}
