// npm's oidc-provider on loopback, with its own pages for signing in: whoever types a name is that person.
import { pathToFileURL } from "node:url";

const { OIDC_FOLDER, OIDC_PORT, OIDC_CLIENT, OIDC_SECRET, OIDC_RETURN } = process.env;
const at = pathToFileURL(`${OIDC_FOLDER}/node_modules/oidc-provider/lib/index.js`);
const { Provider } = await import(at);
const provider = new Provider(`http://127.0.0.1:${OIDC_PORT}`, {
  clients: [{ client_id: OIDC_CLIENT, client_secret: OIDC_SECRET, redirect_uris: [OIDC_RETURN] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@kantor.example`, email_verified: id !== "belum" }),
  }),
  pkce: { required: () => true },
  cookies: { keys: ["tes"] },
});
provider.listen(Number(OIDC_PORT), "127.0.0.1", () => console.log("siap"));
