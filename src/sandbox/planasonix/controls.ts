/** The control routes, for whoever types them. */

/** The routes outside of the API, each as a line that can be typed. */
export const controls: readonly (readonly [route: string, does: string, body?: string])[] = [
  ["accept", "the invited person joins", '{"email":"kim@acme.example"}'],
  ["guests", "invitations to these domains wait for an approval", '{"domains":["contractor.example"]}'],
  ["approve", "the invitation of a guest is approved", '{"email":"kim@contractor.example"}'],
  ["login", "somebody signs in by single sign-on", '{"email":"kim@acme.example"}'],
  ["decline", "the invited person does not want to", '{"email":"kim@acme.example"}'],
  ["leave", "a member leaves by themselves", '{"email":"kim@acme.example"}'],
  ["clock", "another time", '{"now":"2027-01-31T09:00:00Z"}'],
  ["own", "a pipeline for somebody", '{"resource":"pipeline","name":"nightly","email":"kim@acme.example"}'],
  ["key", "a key of a service account", '{"account":"ci","name":"k","scopes":["pipelines:read"]}'],
  ["dump", "all that is there, as --seed reads it"],
];
