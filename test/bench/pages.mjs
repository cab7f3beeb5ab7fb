/** The floor of a plan: requests what `muster plan` requests, over one kept connection for each list, and parses the answers. */
import { Agent, get } from "node:http";

const [, , address, token, id, members] = process.argv;
const agent = new Agent({ keepAlive: true });
const headers = { authorization: `Bearer ${token}`, "x-organization-id": id, accept: "application/json" };

await request("/api/user/profile");
const organization = `/api/organizations/${id}`;
const [, found] = await Promise.all([
  request(organization),
  ...["members", "invitations", "teams", "team-memberships"].map((name) => list(`${organization}/${name}`)),
]);
agent.destroy();
if (found.length !== Number(members)) throw new Error(`Of ${members} members, ${found.length} were listed.`);

async function list(path) {
  const items = [];
  let cursor = "";
  while (cursor !== null) {
    const { data, meta } = await request(`${path}?limit=1000${cursor === "" ? "" : `&cursor=${cursor}`}`);
    items.push(...data);
    cursor = meta.next_cursor ?? null;
  }
  return items;
}

function request(path) {
  return new Promise((resolve, reject) => {
    get(new URL(path, address), { agent, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => (text += part));
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`${path} answered ${answer.statusCode}.`));
      });
    }).on("error", reject);
  });
}
